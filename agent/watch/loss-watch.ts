import type { Fault, Verdict } from './fault.ts'
import { createLatch } from './latch.ts'

export type LossWatch = {
  /** @param damage how often the decoder has complained of missing data since the source was opened */
  update(damage: number, at: number): Fault[]
  /** Pictures of the last seconds are not what the camera sees. */
  isDoubtful(): boolean
  sourceLost(): Fault[]
}

/** A stream that is entered in its middle misses what came before, until its first key frame. */
const settleMs = 5_000
const windowMs = 10_000
/** Seconds of the window with damage: one alone is an accident. */
const minBadSeconds = 3
/** Without damage for this long, it is over; or only after a whole window, when it was over shortly before and was not. */
const calmSeconds = 3
const againMs = 60_000
/** So many are enough to judge nothing else by the picture. */
const doubtfulSeconds = 2

/** Whether pictures come damaged, because data of them went missing on the way. */
export function createLossWatch(): LossWatch {
  const latch = createLatch({ onMs: 0, offMs: 0 })
  let opened: { readonly at: number } | undefined
  let known = 0
  let badSeconds: number[] = []
  let lastAt = 0
  let endedAt: number | undefined
  let isAgain = false

  const judge = (second: number): Verdict => {
    if (badSeconds.length >= minBadSeconds && !latch.isOn()) return 'bad'
    const newest = badSeconds.at(-1)
    return newest === undefined || (!isAgain && second - newest > calmSeconds) ? 'good' : 'unknown'
  }

  return {
    update(damage, at) {
      opened ??= { at }
      lastAt = at
      const isNew = damage > known
      known = damage
      if (at - opened.at < settleMs) return []
      const second = Math.floor(at / 1_000)
      badSeconds = badSeconds.filter((bad) => bad > second - windowMs / 1_000)
      if (isNew && badSeconds.at(-1) !== second) badSeconds.push(second)
      const phase = latch.update(judge(second), at)
      if (phase === undefined) return []
      if (phase === 'start') isAgain = endedAt !== undefined && at - endedAt < againMs
      else {
        endedAt = at
        badSeconds = []
      }
      return [{ kind: 'lossy', phase, at, ...(phase === 'end' && { reason: 'recovered' }) }]
    },
    isDoubtful: () => badSeconds.length >= doubtfulSeconds,
    sourceLost() {
      const wasOn = latch.isOn()
      latch.reset()
      opened = undefined
      known = 0
      badSeconds = []
      return wasOn ? [{ kind: 'lossy', phase: 'end', at: lastAt, reason: 'source-lost' }] : []
    },
  }
}
