import { describe, expect, it } from 'vitest'
import { type ClipWindow, planClip, shareWindow } from '../../../agent/recording/clip-window.ts'
import type { Segment } from '../../../agent/recording/segment.ts'

const rolls = { preRollMs: 5_000, postRollMs: 5_000, maxClipMs: 30_000 }

/** Two seconds each, named by the second at which they begin. */
function segments(run: number, ...seconds: number[]): Segment[] {
  return seconds.map((second) => {
    const at = second * 1_000
    return { file: `${run}-${second}`, run, at, endAt: at + 2_000, bytes: 1 }
  })
}

const names = (plan: ReturnType<typeof planClip>): string[] | string =>
  typeof plan === 'string' ? plan : plan.segments.map(({ file }) => file)

describe('the clip of an event', () => {
  const all = segments(1, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20)

  it.each([
    ['waits for its post-roll', { startAt: 10_000, endAt: 12_000 }, 16_000, 16_000, 'wait'],
    [
      'is what its rolls touch',
      { startAt: 10_000, endAt: 12_000 },
      17_000,
      17_000,
      ['1-4', '1-6', '1-8', '1-10', '1-12', '1-14', '1-16'],
    ],
    ['waits while the event lasts', { startAt: 10_000 }, 22_000, 22_000, 'wait'],
    ['begins where the recording does', { startAt: 1_000, endAt: 1_000 }, 8_000, 8_000, ['1-0', '1-2', '1-4']],
    [
      'waits for an event that is newer than what is recorded',
      { startAt: 23_000, endAt: 23_000 },
      22_000,
      24_000,
      'wait',
    ],
  ])('%s', (_, moment, recordedTo, now, expected) => {
    expect(names(planClip(moment, all, { run: 1, recordedTo }, rolls, now))).toEqual(expected)
  })

  it('is cut from what there is when its stream has ended, as by a crash', () => {
    expect(names(planClip({ startAt: 19_000 }, all, undefined, rolls, 25_000))).toEqual(
      ['1-14', '1-16', '1-18', '1-20'].slice(0),
    )
  })

  it('is of the run in which the event began, however soon the next one comes', () => {
    const both = [...all, ...segments(2, 23, 25)]
    expect(
      names(planClip({ startAt: 21_900, endAt: 24_000 }, both, { run: 2, recordedTo: 60_000 }, rolls, 60_000)),
    ).toEqual(['1-16', '1-18', '1-20'])
  })

  it('is no longer than the longest, from the start of the event', () => {
    const long = segments(1, ...Array.from({ length: 40 }, (_, index) => index * 2))
    const plan = planClip({ startAt: 20_000 }, long, { run: 1, recordedTo: 80_000 }, rolls, 80_000)
    expect(names(plan).length).toBe(16)
    expect(plan).toMatchObject({ from: 15_000, to: 45_000 })
  })

  it('is absent when nothing was recorded then, which is not said too soon', () => {
    const moment = { startAt: 100_000, endAt: 100_000 }
    expect(planClip(moment, all, undefined, rolls, 120_000)).toBe('wait')
    expect(planClip(moment, all, undefined, rolls, 131_000)).toBe('absent')
  })
})

describe('the window of events that overlap', () => {
  const window = (from: number, to: number, run = 1): ClipWindow => ({
    segments: segments(run, from / 1_000),
    from,
    to,
  })

  it('shows all of them, up to a length', () => {
    const shared = shareWindow(window(10_000, 20_000), [window(12_000, 24_000), window(14_000, 40_000)], 20_000)
    expect([shared.from, shared.to, shared.segments.length]).toEqual([10_000, 24_000, 2])
  })

  it('leaves out what is apart, and what is of another run', () => {
    const shared = shareWindow(window(10_000, 20_000), [window(21_000, 25_000), window(12_000, 22_000, 2)], 60_000)
    expect([shared.from, shared.to]).toEqual([10_000, 20_000])
  })
})
