import type { Fault } from './fault.ts'

/** How the clock of the box is, as one look at it tells. */
export type ClockLook = {
  readonly quality: 'ntp' | 'rtc' | 'none'
  readonly epochMs: number
  /** Of a clock that nobody sets. */
  readonly monotonicMs: number
}

export type ClockWatch = {
  look(look: ClockLook): Fault[]
}

/** A clock that is slewed stays within this from one look to the next; one that was set does not. */
const maxStepMs = 2_000
/** After a leap, the clock is believed again when it has not leapt for so long. */
const steadyMs = 300_000

/** Whether the times that this box tells can be believed: `unset`, it does not know the date; `stepped`, it was set by seconds. */
export function createClockWatch(): ClockWatch {
  let before: ClockLook | undefined
  let steppedAt: number | undefined
  let cause: 'unset' | 'stepped' | undefined

  return {
    look(look) {
      const stepMs = before === undefined ? 0 : look.epochMs - before.epochMs - (look.monotonicMs - before.monotonicMs)
      before = look
      if (Math.abs(stepMs) > maxStepMs) steppedAt = look.monotonicMs
      const hasStepped = steppedAt !== undefined && look.monotonicMs - steppedAt < steadyMs
      const now = look.quality === 'none' ? 'unset' : hasStepped ? 'stepped' : undefined
      const [was, at] = [cause, look.epochMs]
      if (was === undefined && now === undefined) return []
      // One fault, whatever it began with.
      cause = now === undefined ? undefined : (was ?? now)
      if (was === undefined && now !== undefined) return [{ kind: 'clock', phase: 'start', at, cause: now }]
      return now === undefined ? [{ kind: 'clock', phase: 'end', at, reason: 'recovered' }] : []
    },
  }
}
