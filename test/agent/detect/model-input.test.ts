import { describe, expect, it } from 'vitest'
import { createModelInput } from '../../../agent/detect/model-input.ts'
import type { PictureInput } from '../../../models/manifest.ts'
import { type Rgb, toFrame } from './picture.ts'

const spec: PictureInput = {
  name: 'images',
  width: 64,
  height: 64,
  layout: 'NCHW',
  colour: 'RGB',
  fit: 'stretch',
  padding: 114,
  scale: 1,
  mean: [0, 0, 0],
  std: [1, 1, 1],
}

function pixel(data: Float32Array, x: number, y: number): number[] {
  return [0, 1, 2].map((channel) => data[channel * 64 * 64 + y * 64 + x] ?? Number.NaN)
}

function expectPixel(data: Float32Array, x: number, y: number, expected: Rgb, tolerance = 3): void {
  for (const [channel, value] of pixel(data, x, y).entries()) {
    expect(Math.abs(value - (expected[channel] ?? 0)), `channel ${channel} at ${x},${y}: ${value}`).toBeLessThanOrEqual(
      tolerance,
    )
  }
}

describe('the input of a model', () => {
  it.each([
    ['black', [0, 0, 0]],
    ['white', [255, 255, 255]],
    ['grey', [128, 128, 128]],
    ['red', [255, 0, 0]],
    ['green', [0, 255, 0]],
    ['blue', [0, 0, 255]],
    ['skin', [224, 172, 105]],
  ] as const)('shows %s as it is', (_, colour) => {
    const input = createModelInput(spec)
    input.fill(toFrame(96, 54, () => colour))
    for (const [x, y] of [
      [0, 0],
      [63, 63],
      [31, 40],
    ] as const)
      expectPixel(input.data, x, y, colour)
  })

  it('puts blue first where the model wants BGR', () => {
    const input = createModelInput({ ...spec, colour: 'BGR' })
    input.fill(toFrame(64, 64, () => [255, 0, 0]))
    expectPixel(input.data, 20, 20, [0, 0, 255])
  })

  it('normalises each channel by its own mean and deviation', () => {
    const input = createModelInput({ ...spec, scale: 1 / 255, mean: [0.5, 0.25, 0], std: [0.5, 0.25, 2] })
    input.fill(toFrame(64, 64, () => [255, 255, 255]))
    expectPixel(input.data, 5, 5, [1, 3, 0.5], 0.05)
  })

  it.each([
    [1, 1],
    [2, 2],
    [3, 5],
    [63, 65],
    [97, 33],
    [641, 359],
  ])('takes a picture of %i×%i to its last pixel', (width, height) => {
    const input = createModelInput(spec)
    input.fill(toFrame(width, height, () => [40, 160, 220]))
    for (const [x, y] of [
      [0, 0],
      [63, 0],
      [0, 63],
      [63, 63],
    ] as const)
      expectPixel(input.data, x, y, [40, 160, 220])
  })

  it('keeps left, right, top and bottom', () => {
    const input = createModelInput(spec)
    input.fill(toFrame(128, 128, (x, y) => [x < 64 ? 0 : 255, y < 64 ? 0 : 255, 90]))
    expectPixel(input.data, 8, 8, [0, 0, 90])
    expectPixel(input.data, 56, 8, [255, 0, 90])
    expectPixel(input.data, 8, 56, [0, 255, 90])
    expectPixel(input.data, 56, 56, [255, 255, 90])
  })

  it('is linear between two pixels when it enlarges', () => {
    const input = createModelInput(spec)
    input.fill(toFrame(2, 2, (x) => (x === 0 ? [0, 0, 0] : [200, 200, 200])))
    expectPixel(input.data, 2, 30, [0, 0, 0])
    expectPixel(input.data, 61, 30, [200, 200, 200])
    expectPixel(input.data, 31, 30, [98, 98, 98], 4)
  })

  it('pads what the picture does not cover, also after a picture of another size', () => {
    const input = createModelInput({ ...spec, fit: 'center' })
    input.fill(toFrame(32, 64, () => [255, 0, 0]))
    expectPixel(input.data, 2, 32, [114, 114, 114], 0)
    expectPixel(input.data, 32, 2, [255, 0, 0])
    const placement = input.fill(toFrame(64, 32, () => [255, 0, 0]))
    expect(placement).toEqual({ left: 0, top: 16, width: 64, height: 32 })
    expectPixel(input.data, 32, 2, [114, 114, 114], 0)
    expectPixel(input.data, 2, 32, [255, 0, 0])
  })

  it('refuses bytes that are not such a picture', () => {
    const input = createModelInput(spec)
    expect(() => input.fill({ width: 10, height: 10, data: new Uint8Array(149) })).toThrow(
      'picture of 10×10 needs 150 bytes of I420, got 149',
    )
    expect(() => input.fill({ width: 0, height: 0, data: new Uint8Array(0) })).toThrow(RangeError)
  })
})
