import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createDetectorWatch } from '../../../agent/watch/detector-watch.ts'
import type { Fault, Verdict } from '../../../agent/watch/fault.ts'
import { createLatch } from '../../../agent/watch/latch.ts'
import { createLossWatch } from '../../../agent/watch/loss-watch.ts'
import { createOfflineWatch } from '../../../agent/watch/offline-watch.ts'

describe('a latch', () => {
  const run = (verdicts: readonly Verdict[]) => {
    const latch = createLatch({ onMs: 2_000, offMs: 1_000 })
    return verdicts.map((verdict, second) => latch.update(verdict, second * 1_000))
  }

  it('turns on when it was bad for long enough, and off when it was good again', () => {
    expect(run(['bad', 'bad', 'bad', 'bad', 'good', 'good'])).toEqual([
      ...[undefined, undefined, 'start', undefined, undefined, 'end'],
    ])
  })

  it.each([
    ['one good look', ['bad', 'bad', 'good', 'bad', 'bad']],
    ['one that says nothing', ['bad', 'bad', 'unknown', 'bad', 'bad']],
  ] as const)('begins anew after %s', (_, verdicts) => {
    expect(run(verdicts).filter(Boolean)).toEqual([])
  })

  it('stays on while nothing can be said', () => {
    expect(run(['bad', 'bad', 'bad', 'unknown', 'unknown', 'unknown']).filter(Boolean)).toEqual(['start'])
  })
})

describe('damaged pictures', () => {
  /** @param damage counted by the decoder at each whole second */
  const run = (damage: readonly number[]): Fault[] => {
    const watch = createLossWatch()
    return damage.flatMap((count, second) => watch.update(count, 1_000_000 + second * 1_000))
  }
  const seconds = (count: number, damage: number) => Array.from({ length: count }, () => damage)

  it('are a fault in the third second of ten, until three seconds in a row are whole', () => {
    const faults = run([...seconds(6, 0), 4, 9, 9, 12, ...seconds(12, 12)])
    expect(faults).toEqual([
      { kind: 'lossy', phase: 'start', at: 1_009_000 },
      { kind: 'lossy', phase: 'end', at: 1_013_000, reason: 'recovered' },
    ])
  })

  it('that come again soon are one fault until ten seconds are whole, not one every few seconds', () => {
    const bursts = [1, 2, 3, 3, 3, 3, 3, 3].flatMap((_, burst) => {
      const before = burst * 3
      return [before + 1, before + 2, before + 3, ...seconds(4, before + 3)]
    })
    const faults = run([...seconds(6, 0), ...bursts, ...seconds(12, 24)])
    expect(faults.map(({ phase }) => phase)).toEqual(['start', 'end', 'start', 'end'])
  })

  it('are none once a minute, nor while the stream is being entered', () => {
    expect(run([...seconds(6, 0), ...seconds(5, 3), ...seconds(20, 7)])).toEqual([])
    expect(run([1, 2, 3, 4, 5, ...seconds(20, 5)])).toEqual([])
  })

  it('are over with the connection, and the next one counts anew', () => {
    const watch = createLossWatch()
    for (let second = 0; second < 12; second += 1) watch.update(second, second * 1_000)
    expect(watch.sourceLost()).toEqual([{ kind: 'lossy', phase: 'end', at: 11_000, reason: 'source-lost' }])
    expect(watch.update(1, 30_000)).toEqual([])
    expect(watch.sourceLost()).toEqual([])
  })
})

describe('a detector', () => {
  it('that fails is told at once and once, and is well after five seconds of answers', () => {
    const watch = createDetectorWatch()
    expect(watch.failed('detector-hung', 1_000)).toEqual([
      { kind: 'detector', phase: 'start', at: 1_000, cause: 'detector-hung' },
    ])
    expect(watch.failed('detector-died', 2_000)).toEqual([])
    expect([3_000, 4_000].flatMap((at) => watch.worked(at))).toEqual([])
    expect(watch.failed('detector-died', 5_000)).toEqual([])
    expect([6_000, 10_900, 11_000, 12_000].flatMap((at) => watch.worked(at))).toEqual([
      { kind: 'detector', phase: 'end', at: 11_000, reason: 'recovered' },
    ])
  })
})

describe('a camera without a picture', () => {
  const run = (afterMs: number) => {
    const told: Fault[] = []
    const watch = createOfflineWatch({ afterMs, now: () => 5_000, onOffline: (fault) => told.push(fault) })
    return { watch, told }
  }

  it('is offline since its last frame, by the first cause that lasts, until the next frame', async () => {
    const { watch, told } = run(30)
    watch.seen(1_000)
    watch.lost('stalled')
    watch.lost('refused')
    await expect.poll(() => told).toEqual([{ kind: 'offline', phase: 'start', at: 1_000, cause: 'refused' }])
    watch.lost('refused')
    expect(watch.seen(9_000)).toEqual([{ kind: 'offline', phase: 'end', at: 9_000, reason: 'recovered' }])
    expect(watch.seen(9_200)).toEqual([])
    watch.close()
  })

  it('is offline since the first failure where there never was one', async () => {
    const { watch, told } = run(10)
    watch.lost('refused')
    await expect.poll(() => told).toEqual([{ kind: 'offline', phase: 'start', at: 5_000, cause: 'refused' }])
    watch.close()
  })

  it('is not told when it is back in time, nor after it was closed', async () => {
    const { watch, told } = run(60)
    watch.lost('ended')
    expect(watch.seen(1_000)).toEqual([])
    watch.lost('ended')
    watch.close()
    await sleep(120)
    expect(told).toEqual([])
  })
})
