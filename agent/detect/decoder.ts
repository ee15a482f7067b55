import { Tensor } from 'onnxruntime-node'
import type { DetrDecoder, PictureModel, YoloxDecoder, YunetDecoder } from '../../models/manifest.ts'
import type { Candidate } from './candidate.ts'
import { DetectorError } from './detector-error.ts'
import { decodeDetr } from './detr.ts'
import type { TensorSpec } from './graph.ts'
import { decodeYolox, yoloxRows } from './yolox.ts'
import { decodeYunet } from './yunet.ts'

/** What one kind of model needs besides the picture, and how its outputs are read. */
export type Decoder = {
  readonly feeds: Readonly<Record<string, Tensor>>
  readonly inputs: readonly TensorSpec[]
  readonly outputs: readonly TensorSpec[]
  /**
   * @param outputs tensors that fit `outputs`
   * @throws DetectorError bad-output: numbers that a model of this kind cannot give
   */
  decode(outputs: Readonly<Record<string, Tensor>>, minScore: number): Candidate[]
}

export function createDecoder(manifest: PictureModel): Decoder {
  const { decoder } = manifest
  switch (decoder.type) {
    case 'yolox':
      return yoloxDecoder(manifest, decoder)
    case 'detr':
      return detrDecoder(manifest, decoder)
    case 'yunet':
      return yunetDecoder(manifest, decoder)
  }
}

function yoloxDecoder({ input, labels }: PictureModel, { output, strides }: YoloxDecoder): Decoder {
  const grid = { width: input.width, height: input.height, strides, labelCount: labels.length }
  return {
    feeds: {},
    inputs: [],
    outputs: [{ name: output, type: 'float32', shape: [1, yoloxRows(grid), 5 + labels.length] }],
    decode(outputs, minScore) {
      return checkCandidates(decodeYolox(readFloats(outputs, output), grid, minScore), labels.length)
    },
  }
}

function detrDecoder({ input, labels }: PictureModel, names: DetrDecoder): Decoder {
  // The graph scales its boxes to this size: given its own input's, they come in pixels of the input.
  const size = new Tensor('int64', BigInt64Array.of(BigInt(input.width), BigInt(input.height)), [1, 2])
  return {
    feeds: { [names.sizes]: size },
    inputs: [{ name: names.sizes, type: 'int64', shape: [1, 2] }],
    outputs: [
      { name: names.labels, type: 'int64', shape: [1, 'queries'] },
      { name: names.boxes, type: 'float32', shape: [1, 'queries', 4] },
      { name: names.scores, type: 'float32', shape: [1, 'queries'] },
    ],
    decode(outputs, minScore) {
      const found = outputs[names.labels]?.data as BigInt64Array
      const boxes = readFloats(outputs, names.boxes)
      const scores = readFloats(outputs, names.scores)
      return checkCandidates(decodeDetr(found, boxes, scores, minScore), labels.length)
    },
  }
}

function yunetDecoder({ input, labels }: PictureModel, { classes, objectness, boxes, strides }: YunetDecoder): Decoder {
  const output = (name: string, stride: number, values: number): TensorSpec => {
    const cells = (input.width / stride) * (input.height / stride)
    return { name: `${name}_${stride}`, type: 'float32', shape: [1, cells, values] }
  }
  return {
    feeds: {},
    inputs: [],
    outputs: strides.flatMap((stride) => [
      output(classes, stride, 1),
      output(objectness, stride, 1),
      output(boxes, stride, 4),
    ]),
    decode(outputs, minScore) {
      const read = (name: string, stride: number) => readFloats(outputs, `${name}_${stride}`)
      const scales = strides.map((stride) => ({
        stride,
        classes: read(classes, stride),
        objectness: read(objectness, stride),
        boxes: read(boxes, stride),
      }))
      return checkCandidates(decodeYunet(scales, input.width, minScore), labels.length)
    },
  }
}

/** @throws DetectorError bad-output: not all of them are numbers */
export function readFloats(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  const data = outputs[name]?.data as Float32Array
  for (let index = 0; index < data.length; index += 1) {
    if (!Number.isFinite(data[index])) {
      throw new DetectorError('bad-output', `output ${name} holds ${data[index]} at ${index}`)
    }
  }
  return data
}

/** Rounding may lift a score a little above 1; more means that the graph does not end in probabilities. */
const maxScore = 1.001

function checkCandidates(candidates: Candidate[], labelCount: number): Candidate[] {
  for (const { label, score } of candidates) {
    if (score > maxScore) throw new DetectorError('bad-output', `a score of ${score}, above 1`)
    if (!(label >= 0 && label < labelCount)) {
      throw new DetectorError('bad-output', `label ${label}, but the manifest has ${labelCount} labels`)
    }
  }
  return candidates
}
