import { Tensor } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import { createDecoder } from '../../../agent/detect/decoder.ts'
import { decodeDetr } from '../../../agent/detect/detr.ts'
import { describeDifferences } from '../../../agent/detect/graph.ts'
import { decodeYolox, yoloxRows } from '../../../agent/detect/yolox.ts'
import { decodeYunet } from '../../../agent/detect/yunet.ts'
import type { PictureModel } from '../../../models/manifest.ts'
import { pictureModel } from '../../models/picture-models.ts'

describe('decoding YOLOX', () => {
  const grid = { width: 64, height: 32, strides: [8, 16], labelCount: 3 }
  const rows = yoloxRows(grid)

  function outputWith(row: number, values: readonly number[]): Float32Array {
    const output = new Float32Array(rows * 8)
    output.set(values, row * 8)
    return output
  }

  it('has one row per cell of each grid', () => {
    expect(rows).toBe(8 * 4 + 4 * 2)
    expect(yoloxRows({ width: 416, height: 416, strides: [8, 16, 32] })).toBe(3549)
    expect(yoloxRows({ width: 640, height: 384, strides: [8, 16, 32] })).toBe(5040)
  })

  it.each([
    // row, what the head gives, then the box: centre and size in pixels
    [0, [0.5, 0.5, 0, 0], [4, 4, 8, 8]],
    [9, [0, 0, Math.log(2), Math.log(3)], [8, 8, 16, 24]],
    [31, [0.25, -0.5, 0, 0], [58, 20, 8, 8]],
    [32, [0.5, 0.5, 0, 0], [8, 8, 16, 16]],
    [39, [0, 0, Math.log(4), 0], [48, 16, 64, 16]],
  ] as const)('row %i is a box about its own cell', (row, head, [x, y, width, height]) => {
    const [candidate, ...rest] = decodeYolox(outputWith(row, [...head, 0.8, 0.1, 0.9, 0.2]), grid, 0.1)
    expect(rest).toEqual([])
    expect(candidate?.label).toBe(1)
    expect(candidate?.score).toBeCloseTo(0.72)
    const { left = 0, top = 0, right = 0, bottom = 0 } = candidate ?? {}
    expect((left + right) / 2).toBeCloseTo(x, 4)
    expect((top + bottom) / 2).toBeCloseTo(y, 4)
    expect(right - left).toBeCloseTo(width, 4)
    expect(bottom - top).toBeCloseTo(height, 4)
  })

  it('drops what is weaker than asked for, objectness and label score together', () => {
    const output = outputWith(3, [0, 0, 0, 0, 0.5, 0.5, 0, 0])
    expect(decodeYolox(output, grid, 0.26)).toEqual([])
    expect(decodeYolox(output, grid, 0.25)).toHaveLength(1)
  })
})

describe('decoding DETR', () => {
  it('reads the queries that are strong enough', () => {
    const labels = BigInt64Array.of(2n, 0n)
    const boxes = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8)
    const candidate = { label: 2, score: 0.5, left: 1, top: 2, right: 3, bottom: 4 }
    expect(decodeDetr(labels, boxes, Float32Array.of(0.5, 0.25), 0.3)).toEqual([candidate])
    expect(decodeDetr(labels, boxes, Float32Array.of(0.5, 0.25), 0.25)).toHaveLength(2)
  })
})

describe('decoding YuNet', () => {
  /** An input of 64 × 32 pixels with a head for 8 and one for 16, in which one cell has an answer. */
  function scalesWith(stride: number, cell: number, [face, object, ...box]: readonly number[]) {
    return [8, 16].map((own) => {
      const cells = (64 / own) * (32 / own)
      const scale = {
        stride: own,
        classes: new Float32Array(cells),
        objectness: new Float32Array(cells),
        boxes: new Float32Array(cells * 4),
      }
      if (own !== stride) return scale
      scale.classes[cell] = face ?? 0
      scale.objectness[cell] = object ?? 0
      scale.boxes.set(box, cell * 4)
      return scale
    })
  }

  it.each([
    // stride, cell, what the head gives, then the box: left, top, right, bottom in pixels
    [8, 0, [0.5, 0.5, 0, 0], [0, 0, 8, 8]],
    [8, 9, [0, 0, Math.log(2), Math.log(3)], [0, -4, 16, 20]],
    [16, 5, [0.5, -0.5, 0, 0], [16, 0, 32, 16]],
  ] as const)('stride %i, cell %i is a box about its own cell', (stride, cell, box, corners) => {
    const [candidate, ...rest] = decodeYunet(scalesWith(stride, cell, [0.9, 0.4, ...box]), 64, 0.5)
    expect(rest).toEqual([])
    expect(candidate?.label).toBe(0)
    expect(candidate?.score).toBeCloseTo(0.6)
    const { left, top, right, bottom } = candidate ?? {}
    for (const [index, side] of [left, top, right, bottom].entries()) expect(side).toBeCloseTo(corners[index] ?? 0, 4)
  })

  it('drops what is weaker than asked for, and cuts what is beyond 0 and 1', () => {
    expect(decodeYunet(scalesWith(8, 3, [0.5, 0.5, 0, 0, 0, 0]), 64, 0.51)).toEqual([])
    expect(decodeYunet(scalesWith(8, 3, [1.5, 1.2, 0, 0, 0, 0]), 64, 0.51)[0]?.score).toBe(1)
    expect(decodeYunet(scalesWith(8, 3, [-1, -1, 0, 0, 0, 0]), 64, 0.51)).toEqual([])
  })
})

describe('a decoder', () => {
  const yolox: PictureModel = {
    ...pictureModel('yolox-nano-416'),
    labels: ['person'],
    decoder: { type: 'yolox', output: 'output', strides: [416] },
  }
  const detr = pictureModel('deimv2-femto-416')
  const yoloxOutput = (...row: number[]) => ({ output: new Tensor('float32', Float32Array.from(row), [1, 1, 6]) })
  const detrOutput = (label: bigint, score: number) => ({
    labels: new Tensor('int64', BigInt64Array.of(label), [1, 1]),
    boxes: new Tensor('float32', Float32Array.of(1, 2, 3, 4), [1, 1, 4]),
    scores: new Tensor('float32', Float32Array.of(score), [1, 1]),
  })

  it.each([Number.NaN, Infinity, -Infinity])('does not take %s for an answer', (value) => {
    expect(() => createDecoder(yolox).decode(yoloxOutput(0, 0, value, 0, 0, 0), 0.1)).toThrow('output output holds')
    expect(() => createDecoder(detr).decode(detrOutput(0n, value), 0.1)).toThrow('output scores holds')
  })

  it('does not take a score above 1, as of a graph without its last sigmoid', () => {
    expect(() => createDecoder(yolox).decode(yoloxOutput(0, 0, 0, 0, 4, 2), 0.1)).toThrow('a score of 8, above 1')
  })

  it('does not take a label that the manifest does not have', () => {
    expect(() => createDecoder(detr).decode(detrOutput(80n, 0.5), 0.1)).toThrow(
      'label 80, but the manifest has 80 labels',
    )
    expect(() => createDecoder(detr).decode(detrOutput(-1n, 0.5), 0.1)).toThrow('label -1')
  })
})

describe('a graph', () => {
  const wanted = [
    { name: 'labels', type: 'int64', shape: [1, 'queries'] },
    { name: 'boxes', type: 'float32', shape: [1, 'queries', 4] },
  ]
  const labels = { name: 'labels', type: 'int64', shape: [1, 300] }

  it.each([
    ['of the same shape fits', [labels, { name: 'boxes', type: 'float32', shape: [1, 300, 4] }], []],
    ['with open dimensions fits', [labels, { name: 'boxes', type: 'float32', shape: ['n', 'm', 4] }], []],
    ['without an output does not fit', [labels], ['there is no output boxes, only labels']],
    [
      'of another type does not fit',
      [labels, { name: 'boxes', type: 'float16', shape: [1, 300, 4] }],
      ['output boxes is float16 [1, 300, 4], the manifest says float32 [1, queries, 4]'],
    ],
    [
      'of fewer dimensions does not fit',
      [labels, { name: 'boxes', type: 'float32', shape: [300, 4] }],
      ['output boxes is float32 [300, 4], the manifest says float32 [1, queries, 4]'],
    ],
    [
      'whose counts differ does not fit',
      [labels, { name: 'boxes', type: 'float32', shape: [1, 299, 4] }],
      ['output boxes is float32 [1, 299, 4], the manifest says float32 [1, queries, 4]'],
    ],
  ])('%s', (_, found, differences) => {
    expect(describeDifferences('output', wanted, found)).toEqual(differences)
  })
})
