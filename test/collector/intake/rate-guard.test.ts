import { describe, expect, it } from 'vitest'
import { createRateGuard } from '../../../collector/intake/rate-guard.ts'

const event = (agent: string) => `watchpost/v1/site-1/${agent}/event/gate/zone.entered`

/** How many of many messages of 1,000 bytes pass at one moment. */
function passing(guard: ReturnType<typeof createRateGuard>, topic: string, nowMs: number, bytes = 1_000): number {
  let count = 0
  while (count < 1_000 && guard.admits(topic, bytes, nowMs)) count += 1
  return count
}

describe('the rate of an agent', () => {
  it('is bounded, with room for a burst, and fills again with time', () => {
    const guard = createRateGuard(10_000)
    expect(passing(guard, event('a'), 0)).toBe(50)
    expect(passing(guard, event('a'), 0)).toBe(0)
    expect(passing(guard, event('a'), 1_000)).toBe(10)
    expect(passing(guard, event('a'), 3_600_000)).toBe(50)
  })

  it('is no other agent’s business', () => {
    const guard = createRateGuard(10_000)
    passing(guard, event('a'), 0)
    expect(passing(guard, event('b'), 0)).toBe(50)
  })

  it('is one for live events and backlog, and leaves room for how the agent is', () => {
    const guard = createRateGuard(10_000)
    passing(guard, 'watchpost/v1/site-1/a/replay', 0)
    expect(passing(guard, event('a'), 0)).toBe(0)
    expect(passing(guard, 'watchpost/v1/site-1/a/health', 0)).toBe(6)
    expect(passing(guard, 'watchpost/v1/site-1/a/state', 0)).toBe(0)
  })

  it('counts tiny messages as more than their bytes', () => {
    expect(passing(createRateGuard(10_000), event('a'), 0, 1)).toBe(195)
  })

  it('does not run backwards with the clock', () => {
    const guard = createRateGuard(10_000)
    passing(guard, event('a'), 5_000)
    expect(passing(guard, event('a'), 1_000)).toBe(0)
  })
})
