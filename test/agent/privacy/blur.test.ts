import { describe, expect, it } from 'vitest'
import { blurRegions, flattenRegions } from '../../../agent/privacy/blur.ts'
import { toFrame } from '../detect/picture.ts'
import { plainFrame } from '../media/pictures.ts'

/** Black and white squares of three pixels: nothing of them may stay. */
const chequered = () =>
  toFrame(60, 40, (x, y) => ((Math.floor(x / 3) + Math.floor(y / 3)) % 2 ? [255, 255, 255] : [0, 0, 0]))

describe('blurRegions', () => {
  it('leaves a picture without regions as it is', () => {
    const frame = plainFrame(8, 8, [126, 128, 128])
    expect(blurRegions(frame, [])).toBe(frame)
  })

  it('leaves nothing of what is finer than a few cells, and all of what is outside', () => {
    const frame = chequered()
    const before = frame.data.slice()
    const blurred = blurRegions(frame, [[0.25, 0.25, 0.5, 0.5]])
    for (let y = 0; y < 40; y += 1) {
      for (let x = 0; x < 60; x += 1) {
        const luma = blurred.data[y * 60 + x] ?? 0
        const isInside = x >= 15 && x < 45 && y >= 10 && y < 30
        if (isInside) expect(Math.abs(luma - 126)).toBeLessThan(45)
        else expect(luma).toBe(before[y * 60 + x])
      }
    }
    expect(frame.data).toEqual(before)
  })

  it('keeps colours, roughly, so that clothes are still known', () => {
    const frame = toFrame(40, 40, () => [255, 0, 0])
    expect(blurRegions(frame, [[0, 0, 1, 1]]).data).toEqual(new Uint8Array(frame.data))
  })

  it('takes the same from a large face as from a small one', () => {
    // As many different steps along a line as there are cells, whatever the size.
    const gradient = (size: number) => toFrame(size, size, (x) => (x % 8 < 4 ? [255, 255, 255] : [0, 0, 0]))
    for (const size of [64, 256]) {
      const { data } = blurRegions(gradient(size), [[0, 0, 1, 1]])
      const line = data.subarray(size * (size / 2), size * (size / 2) + size)
      expect(Math.max(...line) - Math.min(...line)).toBeLessThan(12)
    }
  })

  it.each([
    ['over the edges', [-0.5, -0.5, 2, 2]],
    ['wholly outside', [1.2, 0, 0.5, 0.5]],
    ['thinner than a pixel', [0.5, 0.5, 0.001, 0.4]],
    ['on the last pixel', [0.999, 0.999, 0.1, 0.1]],
  ] as const)('takes a region %s', (_, box) => {
    for (const [width, height] of [
      [61, 41],
      [16, 16],
    ] as const) {
      const frame = toFrame(width, height, () => [200, 100, 50])
      expect(blurRegions(frame, [box]).data).toEqual(new Uint8Array(frame.data))
    }
  })
})

describe('flattenRegions', () => {
  it('changes the picture itself, and leaves of a region only its mean', () => {
    const frame = toFrame(64, 64, (x) => (x < 32 ? [255, 255, 255] : [0, 0, 0]))
    const before = frame.data.slice()
    flattenRegions(frame, [[0.25, 0.25, 0.5, 0.5]])
    const line = frame.data.subarray(64 * 32, 64 * 33)
    expect(new Set(line.subarray(16, 48)).size).toBe(1)
    expect([...line.subarray(0, 16)]).toEqual([...before.subarray(64 * 32, 64 * 32 + 16)])
  })
})
