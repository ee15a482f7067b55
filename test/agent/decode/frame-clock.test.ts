import { describe, expect, it } from 'vitest'
import { createLiveClock, createReplayClock } from '../../../agent/decode/frame-clock.ts'

const epoch = 1_700_000_000_000
const opened = { monotonicMs: 5_000, epochMs: epoch }

/** The wall clock of a machine where nobody sets it. */
const later = (ms: number, setMs = 0) => ({ monotonicMs: 5_000 + ms, epochMs: epoch + ms + setMs })

/** Feeds `[pts, arrival]` and returns the times relative to the opening. */
function run(pairs: readonly (readonly [ptsMs: number, arrivalMs: number])[]): number[] {
  const clock = createLiveClock(opened)
  return pairs.map(([ptsMs, arrivalMs]) => clock.at(ptsMs, later(arrivalMs)) - epoch)
}

describe('the clock of a live source', () => {
  it('takes the jitter of the network away once a frame came quickly', () => {
    const pairs = [
      [0, 100],
      [200, 310],
      [400, 620],
      [600, 700],
      [800, 1290],
      [1000, 1100],
    ] as const
    expect(run(pairs)).toEqual([100, 300, 500, 700, 900, 1100])
  })

  it('places frames that were held back and come in a burst at their own times', () => {
    const before = [0, 200, 400].map((pts) => [pts, pts + 50] as const)
    const burst = [600, 800, 1000, 1200, 1400].map((pts, index) => [pts, 5_000 + index] as const)
    expect(run([...before, ...burst])).toEqual([50, 250, 450, 650, 850, 1050, 1250, 1450])
  })

  it.each([
    ['begin anew', 0],
    ['leap ahead by an hour', 3_600_000],
  ])('goes on by arrival when the times of the source %s', (_, jump) => {
    const pairs = [
      [10_000, 50],
      [10_200, 250],
      [jump, 450],
      [jump + 200, 650],
    ] as const
    expect(run(pairs)).toEqual([50, 250, 450, 650])
  })

  it('believes the arrival when the source stood still for longer than a frame can be late', () => {
    const pairs = [
      [0, 50],
      [200, 20_250],
      [400, 20_450],
    ] as const
    expect(run(pairs)).toEqual([50, 20_250, 20_450])
  })

  it('follows a camera whose crystal is slow, to within the drift of half a minute', () => {
    const drift = 1.0005
    const clock = createLiveClock(opened)
    let worst = 0
    for (let pts = 0; pts < 3_600_000; pts += 1_000) {
      worst = Math.max(worst, Math.abs(clock.at(pts, later(pts * drift)) - epoch - pts * drift))
    }
    expect(worst).toBeLessThanOrEqual(16)
  })

  it('follows a camera whose crystal is quick', () => {
    const clock = createLiveClock(opened)
    let late = 0
    for (let pts = 0; pts < 3_600_000; pts += 1_000) late = clock.at(pts, later(pts * 0.9995)) - epoch - pts * 0.9995
    expect(Math.abs(late)).toBeLessThanOrEqual(1)
  })

  it('never gives the same time twice, whatever the source says', () => {
    expect(run([0, 33, 0, 10, 33, 20].map((pts) => [pts, 100] as const))).toEqual([100, 101, 102, 103, 104, 105])
  })

  it('uses the arrival when the source gives no times', () => {
    const clock = createLiveClock(opened)
    expect([10, 220, 390].map((ms) => clock.at(undefined, later(ms)) - epoch)).toEqual([10, 220, 390])
  })

  it('is not moved when somebody sets the clock of the machine, and tells by how much', () => {
    const clock = createLiveClock(opened)
    expect(clock.at(0, later(50)) - epoch).toBe(50)
    expect(clock.at(200, later(250, -3_600_000)) - epoch).toBe(250)
    expect(clock.steppedMs(later(250, -3_600_000))).toBe(-3_600_000)
    expect(clock.steppedMs(later(250))).toBe(0)
  })
})

describe('the clock of a file that is worked through', () => {
  it('begins with the first frame at startAt and follows the times of the file', () => {
    const clock = createReplayClock(epoch)
    expect([80, 280, 480].map((pts) => clock.at(pts, opened) - epoch)).toEqual([0, 200, 400])
  })

  it('never gives the same time twice', () => {
    const clock = createReplayClock(epoch)
    expect([0, 0, undefined, 1].map((pts) => clock.at(pts, opened) - epoch)).toEqual([0, 1, 2, 3])
  })
})
