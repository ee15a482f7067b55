import { describe, expect, it } from 'vitest'
import { toI420 } from '../../../scripts/train/i420.ts'
import { type Rgb, toFrame } from '../../agent/detect/picture.ts'

/** A picture of these pixels, line by line. */
const bytesOf = (pixels: readonly Rgb[]) => Uint8Array.from(pixels.flat())

describe('a picture as planar YUV', () => {
  // Of BT.601 in limited range.
  it.each<[string, Rgb, [number, number, number]]>([
    ['black', [0, 0, 0], [16, 128, 128]],
    ['white', [255, 255, 255], [235, 128, 128]],
    ['grey', [128, 128, 128], [126, 128, 128]],
    ['red', [255, 0, 0], [81, 90, 240]],
    ['green', [0, 255, 0], [145, 54, 34]],
    ['blue', [0, 0, 255], [41, 240, 110]],
  ])('has the values of the standard for %s', (_, colour, expected) => {
    const [luma = 0, blue = 0, red = 0] = [0, 4, 5].map((at) => toI420(bytesOf(Array(4).fill(colour)), 2, 2)[at])
    for (const [index, value] of [luma, blue, red].entries()) {
      expect(Math.abs(value - (expected[index] ?? 0))).toBeLessThanOrEqual(1)
    }
  })

  it('is laid out as the decoder lays out its frames, also where a side is odd', () => {
    const colourAt = (x: number, y: number): Rgb => (x >= 2 ? [255, 0, 0] : y >= 2 ? [0, 0, 255] : [0, 255, 0])
    for (const [width, height] of [
      [4, 4],
      [5, 3],
    ] as const) {
      const pixels = Array.from({ length: width * height }, (_, at) => colourAt(at % width, Math.floor(at / width)))
      const data = toI420(bytesOf(pixels), width, height)
      const frame = toFrame(width, height, colourAt)
      expect(data).toHaveLength(frame.data.length)
      expect(Math.max(...data.map((value, at) => Math.abs(value - (frame.data[at] ?? 0))))).toBeLessThanOrEqual(1)
    }
  })
})
