import { type ByGuess, countByGuess } from './counts.ts'
import { type Moment, pairEvents } from './pair-events.ts'

/** Events that were found beside those that happened. */
export type EventScore = {
  readonly true: ByGuess
  readonly found: ByGuess
  /** Pairs of both, and those of them in which the group is right. */
  readonly matched: number
  readonly right: number
}

export const withinS = 1.2

/** @param ignored happened as well, but need not be found: what is found of them counts neither way */
export function scoreEvents(
  truths: readonly Moment[],
  founds: readonly Moment[],
  ignored: readonly Moment[] = [],
): EventScore {
  const pairs = pairEvents([...truths, ...ignored], founds, withinS)
  const excused = new Set(pairs.filter(({ truth }) => ignored.includes(truth)).map(({ found }) => found))
  const counted = pairs.filter(({ found }) => !excused.has(found))
  return {
    true: countByGuess(truths.map(({ guess }) => guess)),
    found: countByGuess(founds.filter((found) => !excused.has(found)).map(({ guess }) => guess)),
    matched: counted.length,
    right: counted.filter(({ truth, found }) => truth.guess === found.guess).length,
  }
}
