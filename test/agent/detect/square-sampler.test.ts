import { describe, expect, it } from 'vitest'
import type { Picture } from '../../../agent/detect/model-input.ts'
import type { Square } from '../../../agent/detect/square.ts'
import { createSquareSampler } from '../../../agent/detect/square-sampler.ts'
import type { ChangeMap } from '../../../agent/motion/motion.ts'

const width = 68
const height = 64

/** Luma grows by two to the right and by one downwards. */
const picture: Picture = {
  ...{ width, height },
  data: Uint8Array.from({ length: width * height * 1.5 }, (_, at) => 2 * (at % width) + Math.floor(at / width)),
}

/** Cells of sixteen pixels whose deviation is the number of their column; the last four pixels belong to none. */
const change: ChangeMap = {
  ...{ width: 4, height: 4, cellPixels: 16 },
  contrast: Float32Array.from({ length: 16 }, (_, cell) => cell % 4),
}

type Planes = { readonly luma: number[][]; readonly changed: number[][] }

/** Luma as 0–255, change as deviations in thresholds. */
function sample(square: Square, side: number, map = change): Planes {
  const values = new Float32Array(2 * side * side)
  createSquareSampler(side).fill({ picture, change: map }, square, values, 0)
  const rows = (from: number, scale: number) =>
    Array.from({ length: side }, (_, row) =>
      [...values.subarray(from + row * side, from + (row + 1) * side)].map(
        (value) => Math.round(value * scale * 1e4) / 1e4,
      ),
    )
  return { luma: rows(0, 255), changed: rows(side * side, 4) }
}

describe('the luma of a square', () => {
  it('is that of each pixel where the square is as large as the input', () => {
    expect(sample({ left: 8, top: 20, side: 3 }, 3).luma).toEqual([
      [36, 38, 40],
      [37, 39, 41],
      [38, 40, 42],
    ])
  })

  it('is the mean of the pixels that become one value', () => {
    // Four by four pixels from 8, 20: 2 × 9.5 + 21.5.
    expect(sample({ left: 8, top: 20, side: 8 }, 2).luma).toEqual([
      [40.5, 48.5],
      [44.5, 52.5],
    ])
  })

  it('is the mean of four by four pixels of even more', () => {
    // Of 32 the pixels 4, 12, 20 and 28.
    expect(sample({ left: 0, top: 0, side: 64 }, 2).luma).toEqual([
      [48, 112],
      [80, 144],
    ])
  })

  it('is that of the pixel it lies in where the square is smaller than the input', () => {
    expect(sample({ left: 8, top: 20, side: 2 }, 4).luma).toEqual([
      [36, 36, 38, 38],
      [36, 36, 38, 38],
      [37, 37, 39, 39],
      [37, 37, 39, 39],
    ])
  })

  it('is grey outside of the picture', () => {
    expect(sample({ left: -1, top: -1, side: 3 }, 3).luma).toEqual([
      [127.5, 127.5, 127.5],
      [127.5, 0, 2],
      [127.5, 1, 3],
    ])
    expect(sample({ left: width - 1, top: height - 1, side: 2 }, 2).luma).toEqual([
      [2 * 67 + 63, 127.5],
      [127.5, 127.5],
    ])
  })
})

describe('the change of a square', () => {
  it('is that of the cells, and between their middles of both as far as it is from them', () => {
    const deviations = [0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3]
    expect(sample({ left: 0, top: 0, side: 64 }, 8).changed).toEqual(Array.from({ length: 8 }, () => deviations))
    expect(sample({ left: 8, top: 8, side: 32 }, 2).changed).toEqual([
      [0.5, 1.5],
      [0.5, 1.5],
    ])
  })

  it('blends downwards as well', () => {
    const contrast = Float32Array.from({ length: 16 }, (_, cell) => Math.floor(cell / 4))
    expect(sample({ left: 0, top: 8, side: 32 }, 2, { ...change, contrast }).changed).toEqual([
      [0.5, 0.5],
      [1.5, 1.5],
    ])
  })

  it('is 1 at four thresholds and more', () => {
    const contrast = new Float32Array(16).fill(9)
    expect(sample({ left: 16, top: 16, side: 16 }, 1, { ...change, contrast }).changed).toEqual([[4]])
  })

  it('is none outside of the picture, and where the picture has no cells', () => {
    const contrast = new Float32Array(16).fill(2)
    expect(sample({ left: -2, top: -2, side: 4 }, 2, { ...change, contrast }).changed).toEqual([
      [0, 0],
      [0, 2],
    ])
    expect(sample({ left: 62, top: 0, side: 4 }, 2, { ...change, contrast }).changed).toEqual([
      [2, 0],
      [2, 0],
    ])
  })
})

describe('a sampler', () => {
  it('writes its two planes where it is told, and nothing else', () => {
    const values = new Float32Array(12).fill(7)
    createSquareSampler(2).fill({ picture, change }, { left: 200, top: 0, side: 2 }, values, 2)
    expect([...values]).toEqual([7, 7, 0.5, 0.5, 0.5, 0.5, 0, 0, 0, 0, 7, 7])
  })

  it('gives the same of a square whatever it saw before', () => {
    const sampler = createSquareSampler(4)
    const [first, again] = [new Float32Array(32), new Float32Array(32)]
    sampler.fill({ picture, change }, { left: 10, top: 10, side: 6 }, first, 0)
    sampler.fill({ picture, change }, { left: -5, top: 30, side: 60 }, again, 0)
    sampler.fill({ picture, change }, { left: 10, top: 10, side: 6 }, again, 0)
    expect(again).toEqual(first)
  })
})
