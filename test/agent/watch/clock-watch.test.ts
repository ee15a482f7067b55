import { describe, expect, it } from 'vitest'
import { type ClockLook, createClockWatch } from '../../../agent/watch/clock-watch.ts'

/** Looks a minute apart; each says the quality and how far the clock has been set since the first. */
function run(...looks: readonly (readonly [ClockLook['quality'], setByMs?: number])[]) {
  const watch = createClockWatch()
  return looks.flatMap(([quality, setByMs = 0], minute) => {
    const passedMs = minute * 60_000
    const faults = watch.look({ quality, epochMs: passedMs + setByMs, monotonicMs: passedMs })
    return faults.map(({ phase, cause, reason }) => [minute, phase, cause ?? reason])
  })
}

describe('the clock of the box', () => {
  it('is well whether it is disciplined or merely plausible, and when it is slewed', () => {
    expect(run(['ntp'], ['rtc'], ['ntp', 800], ['ntp', 1_500])).toEqual([])
  })

  it('is wrong while it does not know the date, and until five minutes after it was set', () => {
    const found = run(['none'], ['none'], ...Array.from({ length: 8 }, () => ['ntp', 1e12] as const))
    expect(found).toEqual([
      [0, 'start', 'unset'],
      [7, 'end', 'recovered'],
    ])
  })

  it('is wrong when it leaps forth or back', () => {
    expect(run(['ntp'], ['ntp', 3_600_000])).toEqual([[1, 'start', 'stepped']])
    expect(run(['ntp'], ['ntp', -5_000], ['ntp', -5_000])).toEqual([[1, 'start', 'stepped']])
  })
})
