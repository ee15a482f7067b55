import { describe, expect, it } from 'vitest'
import { createRgbConverter, toRgb } from '../../../agent/media/rgb.ts'
import { expectNear, plainFrame } from './pictures.ts'

/** ITU-R BT.601 at 75 % and 100 %: what every colour bar generator shows. */
const colours: [string, [number, number, number], [number, number, number]][] = [
  ['black', [16, 128, 128], [0, 0, 0]],
  ['white', [235, 128, 128], [255, 255, 255]],
  ['grey', [126, 128, 128], [128, 128, 128]],
  ['red', [81, 90, 240], [255, 0, 0]],
  ['green', [145, 54, 34], [0, 255, 0]],
  ['blue', [41, 240, 110], [0, 0, 255]],
  ['yellow', [210, 16, 146], [255, 255, 0]],
  ['blacker than black', [0, 128, 128], [0, 0, 0]],
]

describe('toRgb', () => {
  it.each(colours)('makes %s', (_, yuv, rgb) => {
    expectNear(toRgb(plainFrame(4, 2, yuv)).data, rgb, 2)
  })

  it('gives each 2×2 block its own chroma, also at the edges of odd sizes', () => {
    const frame = plainFrame(5, 3, [81, 90, 240])
    const lastChroma = 3 * 2 - 1
    // The lower right pixel is blue: it has a chroma sample of its own.
    frame.data[14] = 41
    frame.data[15 + lastChroma] = 240
    frame.data[15 + 6 + lastChroma] = 110
    const { data: rgb } = toRgb(frame)
    expect(rgb.length).toBe(45)
    expectNear(rgb.subarray(42), [0, 0, 255], 2)
    expectNear(rgb.subarray(0, 42), [255, 0, 0], 2)
  })
})

describe('createRgbConverter', () => {
  it('writes one picture after the other into the same bytes, of each size its own', () => {
    const convert = createRgbConverter()
    const [red, green] = [plainFrame(4, 2, [81, 90, 240]), plainFrame(4, 2, [145, 54, 34])]
    const first = convert(red)
    expectNear(first.data, [255, 0, 0], 2)
    expect(convert(red)).toBe(first)
    const second = convert(green)
    expect(second.data).toBe(first.data)
    expectNear(second.data, [0, 255, 0], 2)
    const small = convert(plainFrame(2, 2, [81, 90, 240]))
    expect(small).toMatchObject({ width: 2, height: 2 })
    expectNear(small.data, [255, 0, 0], 2)
  })
})
