/** When a frame was taken, in epoch milliseconds, from the source's own time line and the time of its arrival. */

export type Now = {
  /** A clock that nobody sets, any origin. */
  readonly monotonicMs: number
  readonly epochMs: number
}

export type FrameClock = {
  /** Strictly increasing whole milliseconds. `ptsMs` is undefined when the source gives no times. */
  at(ptsMs: number | undefined, now: Now): number
  /** How far the wall clock has been set since the clock was made; negative: back. Frames are not moved by it. */
  steppedMs(now: Now): number
}

/** How long the quickest frame tells what the way of the others must have been: long for jitter, short for drift. */
const windowMs = 30_000
const slotMs = 1_000
/** Frames that come later than this were not late: the source's time line has moved. */
const maxLateMs = 10_000
/** The same, when the source's times go back by this much. */
const maxBackMs = 1_000

/**
 * For sources that play at the speed of the world. Frames are held up on their way, never hurried: the least difference of
 * arrival and pts in the window is the true one, and what is above it is jitter. The wall clock is read once, so that a clock
 * that is set meanwhile neither stretches nor reorders time.
 */
export function createLiveClock({ monotonicMs, epochMs }: Now): FrameClock {
  const anchorMs = epochMs - monotonicMs
  let slots: { readonly index: number; offsetMs: number }[] = []
  let lastPtsMs = Number.NEGATIVE_INFINITY
  let lastAt = Number.NEGATIVE_INFINITY

  const leastOffset = (offsetMs: number, arrivalMs: number): number => {
    const index = Math.floor(arrivalMs / slotMs)
    slots = slots.filter((slot) => slot.index > index - windowMs / slotMs)
    const newest = slots.at(-1)
    if (newest?.index === index) newest.offsetMs = Math.min(newest.offsetMs, offsetMs)
    else slots.push({ index, offsetMs })
    return Math.min(...slots.map((slot) => slot.offsetMs))
  }

  const takenAt = (ptsMs: number, arrivalMs: number): number => {
    const offsetMs = arrivalMs - ptsMs
    const wentBack = ptsMs < lastPtsMs - maxBackMs
    lastPtsMs = ptsMs
    if (wentBack) slots = []
    const least = leastOffset(offsetMs, arrivalMs)
    if (offsetMs - least <= maxLateMs) return ptsMs + least
    slots = []
    return ptsMs + leastOffset(offsetMs, arrivalMs)
  }

  return {
    at(ptsMs, now) {
      const monotonicAt = ptsMs === undefined ? now.monotonicMs : takenAt(ptsMs, now.monotonicMs)
      lastAt = Math.max(lastAt + 1, Math.round(monotonicAt + anchorMs))
      return lastAt
    },
    steppedMs(now) {
      return now.epochMs - now.monotonicMs - anchorMs
    },
  }
}

/** For a file that is worked through as fast as it goes: its own time line from `startAt` on, whatever the clocks say. */
export function createReplayClock(startAt: number): FrameClock {
  let firstPtsMs: number | undefined
  let lastAt = startAt - 1
  return {
    at(ptsMs) {
      firstPtsMs ??= ptsMs
      const sinceFirstMs = ptsMs === undefined || firstPtsMs === undefined ? 0 : ptsMs - firstPtsMs
      lastAt = Math.max(lastAt + 1, Math.round(startAt + sinceFirstMs))
      return lastAt
    },
    steppedMs() {
      return 0
    },
  }
}
