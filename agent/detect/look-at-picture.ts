import { Tensor } from 'onnxruntime-node'
import type { PictureModel } from '../../models/manifest.ts'
import { toDetections } from './candidate.ts'
import { createDecoder } from './decoder.ts'
import type { Look } from './look.ts'
import { createModelInput } from './model-input.ts'

/** The whole picture at once. */
export function lookAtPicture(manifest: PictureModel): Look {
  const decoder = createDecoder(manifest)
  const { name, width, height } = manifest.input
  const shape = [1, 3, height, width]
  const input = createModelInput(manifest.input)
  const feeds = { ...decoder.feeds, [name]: new Tensor('float32', input.data, shape) }
  return {
    inputs: [{ name, type: 'float32', shape }, ...decoder.inputs],
    outputs: decoder.outputs,
    async detect(picture, minScore, run) {
      const placement = input.fill(picture)
      return toDetections(decoder.decode(await run(feeds), minScore), placement, manifest)
    },
  }
}
