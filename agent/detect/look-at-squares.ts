import { Tensor } from 'onnxruntime-node'
import type { SquareModel } from '../../models/manifest.ts'
import { decodeCells, type Shown } from './cells.ts'
import { readFloats } from './decoder.ts'
import type { Detection } from './detection.ts'
import { DetectorError } from './detector-error.ts'
import { withoutDoubles } from './doubles.ts'
import type { Look } from './look.ts'
import type { Moving } from './model-input.ts'
import { onlyObject } from './one-object.ts'
import { partsOf, type Square, squareAround } from './square.ts'
import { createSquareSampler } from './square-sampler.ts'

/** Bounds the time of a frame in which everything moves. */
const mostSquares = 24

/** Squares around what moves in one run, and in a second one the parts of those that are more than one object. */
export function lookAtSquares({ input, decoder, labels, classes, thresholds }: SquareModel): Look {
  const { name, side } = input
  const { output, across } = decoder
  const size = 2 * side ** 2
  const sampler = createSquareSampler(side)
  const planes = new Float32Array(mostSquares * size)
  return {
    inputs: [{ name, type: 'float32', shape: ['squares', 2, side, side] }],
    outputs: [{ name: output, type: 'float32', shape: ['squares', labels.length + 4, across, across] }],
    async detect(picture, minScore, run) {
      const { moving } = picture
      if (moving === undefined) {
        throw new DetectorError('inference-failed', 'this model looks only at what moves, and nobody said what does')
      }
      const regions = moving.regions.slice(0, mostSquares)
      const seen = await look(regions.map((region) => squareAround(region, picture)))
      // What is as large as its region is one object, also where it reaches over the square: not all of it may have changed.
      const only = regions.map(({ box }, index) => onlyObject(box, allOf(seen[index])))
      const parts = regions.flatMap((region, index) => (only[index] === undefined ? partsOf(region, picture) : []))
      const seenInParts = await look(parts.slice(0, mostSquares - regions.length))
      // Others that are cut off by a square are left to the one that shows them whole.
      const many = [...seen.filter((_, index) => only[index] === undefined), ...seenInParts].flatMap(
        ({ whole }) => whole,
      )
      return withoutDoubles([...only.flatMap((one) => one ?? []), ...many], thresholds.iou)

      async function look(squares: readonly Square[]): Promise<Shown[]> {
        if (squares.length === 0) return []
        squares.forEach((square, index) => {
          sampler.fill({ picture, change: (moving as Moving).change }, square, planes, index * size)
        })
        const fed = new Tensor('float32', planes.subarray(0, squares.length * size), [squares.length, 2, side, side])
        const cells = readFloats(await run({ [name]: fed }), output)
        return decodeCells(cells, squares, picture, { labels, classes, across, minScore })
      }
    },
  }
}

function allOf(shown: Shown | undefined): Detection[] {
  return [...(shown?.whole ?? []), ...(shown?.cut ?? [])]
}
