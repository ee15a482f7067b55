import { describe, expect, it } from 'vitest'
import type { Frame } from '../../../agent/decode/frame.ts'
import { betterShot, shotQuality } from '../../../agent/events/best-shot.ts'
import { sharpness } from '../../../agent/events/sharpness.ts'
import type { Track } from '../../../agent/track/scene.ts'

const whole = [0, 0, 1, 1] as const

/** Luma of stripes eight pixels wide, smeared over so many pixels, as by motion. */
function stripes(smearPixels: number, contrast = 200): Frame {
  const [width, height] = [160, 90]
  const data = new Uint8Array(width * height * 1.5).fill(128)
  for (let at = 0; at < width * height; at += 1) {
    let sum = 0
    for (let step = 0; step < smearPixels; step += 1) sum += Math.floor(((at % width) + step) / 8) % 2
    data[at] = 20 + (contrast * sum) / smearPixels
  }
  return { at: 0, width, height, data }
}

describe('sharpness', () => {
  it('falls with the smear, from sharp edges on, until all is smeared', () => {
    const values = [1, 2, 4].map((pixels) => sharpness(stripes(pixels), whole))
    expect(values).toEqual([...values].sort((a, b) => b - a))
    expect(new Set(values).size).toBe(3)
    expect(sharpness(stripes(8), whole)).toBeCloseTo(values[2] ?? 0, 1)
    for (const value of values) expect(value >= 0 && value <= 1).toBe(true)
  })

  it('does not depend on contrast', () => {
    expect(sharpness(stripes(4, 200), whole)).toBeCloseTo(sharpness(stripes(4, 40), whole), 1)
  })

  it('is 0 where nothing is, and of no box', () => {
    expect(sharpness(stripes(1, 0), whole)).toBe(0)
    expect(sharpness(stripes(1), [0.5, 0.5, 0, 0])).toBe(0)
    expect(sharpness(stripes(1), [0.99, 0.99, 0.5, 0.5])).toBe(0)
  })
})

describe('a better shot', () => {
  const track = (score: number, size = 0.5): Track => {
    const box = [0.1, 0.1, size, size] as const
    return { ...{ id: 1, class: 'Human', label: 'person', bestScore: 1, firstAt: 0, seenAt: 0 }, score, box }
  }

  it('is a larger, a surer or a sharper one', () => {
    const quality = shotQuality(track(0.5, 0.4), stripes(4))
    expect(betterShot(quality, stripes(4), track(0.5, 0.4))).toBeUndefined()
    expect(betterShot(quality, stripes(4), track(0.5, 0.6))).toBeDefined()
    expect(betterShot(quality, stripes(4), track(0.9, 0.4))).toBeDefined()
    expect(betterShot(quality, stripes(1), track(0.5, 0.4))).toBeDefined()
  })

  it('is not one that is larger but smeared', () => {
    const quality = shotQuality(track(0.5, 0.4), stripes(1))
    expect(betterShot(quality, stripes(8), track(0.5, 0.55))).toBeUndefined()
    expect(betterShot(quality, stripes(1), track(0.5, 0.55))).toBeDefined()
  })
})
