import { describe, expect, it } from 'vitest'
import { createPatience } from '../../../agent/detect/patience.ts'

const mostMs = 8_000

function after(...runs: readonly number[]): number {
  const patience = createPatience(mostMs)
  for (const ms of runs) patience.took(ms)
  return patience.limitMs()
}

const many = (ms: number, count = 64) => Array.from({ length: count }, () => ms)

describe('how long an inference may take', () => {
  it.each<[string, readonly number[], number]>([
    ['before the first', [], 8_000],
    ['while a thread warms up', [900, 40, 12, 12], 8_000],
    ['with a small model on a free box', many(12), 2_500],
    ['with the same on a box of some load', many(150), 2_500],
    ['on one where they take half a second', many(500), 4_000],
    ['on one where a single one took that', [...many(12), 500], 4_000],
    ['when that was long ago', [500, ...many(12)], 2_500],
    ['with a model that is too large for its box', many(1_500), 8_000],
  ])('%s', (_, runs, limitMs) => {
    expect(after(...runs)).toBe(limitMs)
  })

  it('doubles when it was too short, and is as it was when all is well again', () => {
    const patience = createPatience(mostMs)
    const limitAfter = (ms: number, count: number): number => {
      for (let run = 0; run < count; run += 1) patience.took(ms)
      return patience.limitMs()
    }
    expect(limitAfter(12, 64)).toBe(2_500)
    patience.ranOut()
    // Another thread has to warm up.
    expect(patience.limitMs()).toBe(8_000)
    expect(limitAfter(12, 5)).toBe(5_000)
    patience.ranOut()
    expect(limitAfter(12, 5)).toBe(8_000)
    expect(limitAfter(12, 59)).toBe(2_500)
  })

  it('is never longer than what the config allows', () => {
    const patience = createPatience(1_000)
    for (let run = 0; run < 10; run += 1) patience.took(3)
    expect(patience.limitMs()).toBe(1_000)
  })

  /** Loads that grow, as other programs start: no run may take longer than the limit that held before it. */
  it.each<[string, (run: number) => number]>([
    ['fifty times as slow from one run to the next', (run) => (run < 64 ? 12 : 600)],
    ['twice as slow with each run', (run) => Math.min(6_000, 12 * 2 ** Math.max(0, run - 64))],
    ['a page that comes back from the disk now and then', (run) => (run % 50 === 49 ? 2_000 : 30)],
    ['four programs for each processor, unevenly', (run) => 30 * (1 + ((run * 7) % 13))],
    ['a large model that is disturbed', (run) => (run % 9 === 8 ? 3_500 : 700)],
  ])('raises no false alarm: %s', (_, took) => {
    const patience = createPatience(mostMs)
    const late = Array.from({ length: 400 }, (_unused, run) => {
      const limitMs = patience.limitMs()
      const ms = took(run)
      patience.took(ms)
      return ms > limitMs ? [run] : []
    }).flat()
    expect(late).toEqual([])
  })
})
