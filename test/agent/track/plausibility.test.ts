import { describe, expect, it } from 'vitest'
import type { Box } from '../../../agent/detect/detection.ts'
import { plausibility } from '../../../agent/track/plausibility.ts'

/** As high as a twentieth of the picture's width, and as a tenth of its height. */
const seen = (width: number, box: Partial<Record<0 | 1 | 3, number>> = {}) => ({
  box: [box[0] ?? 0.3, box[1] ?? 0.3, width, box[3] ?? 0.1] as Box,
  heightAcross: 0.05,
})
const square = seen(0.05)

describe('the chance of a label', () => {
  it.each<[string, readonly [number, number] | undefined, number]>([
    ['in full while its way is not known', undefined, 1],
    ['a quarter when it comes', [0, 0.1], 0.25],
    ['a quarter when it leaves', [0, -0.1], 0.25],
    ['a quarter when it comes a little aside', [0.015, 0.1], 0.25],
    ['in full when it comes aslant', [0.025, 0.1], 1],
    ['in full when it passes', [0.05, 0], 1],
    ['in full when it stands', [0, 0], 1],
  ])('that is narrow ahead counts, for what is as wide as high, %s', (_, speed, expected) => {
    expect(plausibility({ squattestAhead: 1.3 }, square, speed)).toBe(expected)
  })

  it('that is narrow ahead counts in full for what comes and is narrow, and so does any other for what is wide', () => {
    expect(plausibility({ squattestAhead: 1.3 }, seen(0.03), [0, 0.1])).toBe(1)
    expect(plausibility({}, square, [0, 0.1])).toBe(1)
  })

  it.each<[string, Box]>([
    ['left', [0.002, 0.3, 0.1, 0.1]],
    ['upper', [0.3, 0.002, 0.1, 0.1]],
    ['right', [0.898, 0.3, 0.1, 0.1]],
    ['lower', [0.3, 0.898, 0.1, 0.1]],
  ])('counts half where the %s edge of the picture cuts the object off', (_, box) => {
    expect(plausibility({}, { box }, undefined)).toBe(0.5)
    expect(plausibility({ fastest: 1 }, { box }, [0, 1])).toBe(0.125)
  })
})
