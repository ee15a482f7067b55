import { describe, expect, it } from 'vitest'
import type { Box } from '../../../agent/detect/detection.ts'
import { boxOf, correct, predict, startMotion } from '../../../agent/track/motion.ts'
import { trackerDefaults } from '../../../agent/track/tracker-options.ts'

const { noise } = trackerDefaults.exact

describe('motion', () => {
  it('learns a speed and carries it on', () => {
    let motion = startMotion(walker(0), noise)
    for (let ms = 200; ms <= 1_000; ms += 200) motion = correct(predict(motion, 200, noise), walker(ms), noise)
    const [x, y, width, height] = boxOf(predict(motion, 500, noise))
    expect(x).toBeCloseTo(walker(1_500)[0], 2)
    expect([y, width, height]).toEqual([expect.closeTo(0.4, 3), expect.closeTo(0.1, 3), expect.closeTo(0.3, 3)])
  })

  it('gives the same prediction in one step and in many', () => {
    const start = correct(predict(startMotion(walker(0), noise), 200, noise), [0.12, 0.4, 0.08, 0.35], noise)
    let steps = start
    for (let step = 0; step < 10; step++) steps = predict(steps, 60, noise)
    const once = predict(start, 600, noise)
    for (const [index, value] of boxOf(once).entries()) expect(boxOf(steps)[index]).toBeCloseTo(value, 9)
    expect(steps.cx.valueVariance / once.cx.valueVariance).toBeCloseTo(1, 1)
  })

  it('is the less sure the longer nothing is seen', () => {
    const start = startMotion(walker(0), noise)
    const variances = [0, 33, 200, 1_000, 1_500].map((ms) => predict(start, ms, noise).cx.valueVariance)
    expect(variances).toEqual(variances.toSorted((a, b) => a - b))
  })

  it('never lets a box shrink to nothing while it is not seen', () => {
    let motion = startMotion([0.4, 0.4, 0.2, 0.2], noise)
    motion = correct(predict(motion, 200, noise), [0.45, 0.45, 0.1, 0.1], noise)
    for (let step = 0; step < 8; step++) motion = predict(motion, 200, noise)
    expect(boxOf(motion)[2]).toBeGreaterThan(0.005)
  })
})

/** Walks to the right, a tenth of the picture per second. */
function walker(ms: number): Box {
  return [0.1 + ms / 10_000, 0.4, 0.1, 0.3]
}
