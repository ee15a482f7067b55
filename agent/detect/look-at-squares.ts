import { Tensor } from 'onnxruntime-node'
import type { SquareModel } from '../../models/manifest.ts'
import { decodeCells } from './cells.ts'
import { readFloats } from './decoder.ts'
import { DetectorError } from './detector-error.ts'
import type { Look } from './look.ts'
import { squaresAround } from './square.ts'
import { createSquareSampler } from './square-sampler.ts'

/** Bounds the time of a frame in which everything moves. */
const mostSquares = 24

/** Squares around what moves, all in one run. */
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
      const squares = squaresAround(moving.regions, picture, mostSquares)
      if (squares.length === 0) return []
      squares.forEach((square, index) => {
        sampler.fill({ picture, change: moving.change }, square, planes, index * size)
      })
      const fed = new Tensor('float32', planes.subarray(0, squares.length * size), [squares.length, 2, side, side])
      const cells = readFloats(await run({ [name]: fed }), output)
      return decodeCells(cells, squares, picture, { labels, classes, thresholds, across, minScore })
    },
  }
}
