import type { Log } from '../runtime/log.ts'

export type Tally = {
  /** Counts one; `facts` are those of the newest. */
  add(facts: object): void
}

const onceInMs = 60_000

/** A warning about something that may happen a thousand times a second: counted always, logged at most once a minute. */
export function createTally(log: Log, message: string, now: () => number = Date.now): Tally {
  let count = 0
  let loggedAt = Number.NEGATIVE_INFINITY
  return {
    add(facts) {
      count += 1
      if (now() - loggedAt < onceInMs) return
      log.warn({ ...facts, count }, message)
      loggedAt = now()
      count = 0
    },
  }
}
