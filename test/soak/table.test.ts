import { describe, expect, it } from 'vitest'
import { fitLine } from './slope.ts'
import type { Sample } from './soak.ts'
import { soakResult } from './table.ts'

/** An hour, three samples a minute; collector and ffmpeg stay as they are, up to a little noise. */
function hour(agentMegabytesPerHour: number): Sample[] {
  return Array.from({ length: 180 }, (_, index) => {
    const noise = ((index * 37) % 11) * 10_000
    const agent = 90e6 + (agentMegabytesPerHour * 1e6 * index) / 180 + noise
    return { minutes: index / 3, bytes: { agent, ffmpeg: 50e6 + noise, collector: 80e6 + noise }, events: index }
  })
}

describe('the memory of a soak', () => {
  it('is fitted by the line with the least squares', () => {
    const points = [1, 3, 2, 5].map((y, x) => ({ x, y }))
    expect(fitLine(points).slope).toBeCloseTo(1.1)
    expect(fitLine([0, 1, 2].map((x) => ({ x, y: 3 - 2 * x })))).toEqual({ slope: -2, uncertainty: 0 })
  })

  it('is a leak when it grows by more than the target after the warm-up', () => {
    expect(soakResult(hour(0.5), 15).isGood).toBe(true)
    const leak = soakResult(hour(4), 15)
    expect(leak.isGood).toBe(false)
    expect(leak.table).toMatch(/from minute 15 on, 135 samples \| \*\*4\.0\d ± 0\.0\d\*\*/)
  })

  it('is not judged by a handful of samples', () => {
    const short = soakResult(hour(0).slice(0, 5), 0)
    expect(short).toMatchObject({ isGood: false, table: expect.stringContaining('too few') })
  })
})
