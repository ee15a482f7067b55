/** Time that passes only when the simulation says so. Whatever is due at the same moment happens in the order it was asked for. */
export type Clock = {
  now(): number
  /** @returns what takes it back */
  schedule(run: () => void, delayMs: number): () => void
  advance(ms: number): void
}

type Due = { readonly at: number; readonly run: () => void; isCancelled: boolean }

export function createClock(startAt: number): Clock {
  let now = startAt
  let waiting: Due[] = []

  const takeNext = (until: number): Due | undefined => {
    let next: Due | undefined
    for (const due of waiting) if (due.at <= until && (next === undefined || due.at < next.at)) next = due
    if (next !== undefined) waiting = waiting.filter((due) => due !== next && !due.isCancelled)
    return next
  }

  return {
    now: () => now,
    schedule(run, delayMs) {
      const due = { at: now + delayMs, run, isCancelled: false }
      waiting.push(due)
      return () => {
        due.isCancelled = true
      }
    },
    advance(ms) {
      const until = now + ms
      for (let due = takeNext(until); due !== undefined; due = takeNext(until)) {
        now = Math.max(now, due.at)
        if (!due.isCancelled) due.run()
      }
      now = until
    },
  }
}
