import type { Guess } from './group.ts'

/** Something that happens at a moment. */
export type Moment = {
  /** Seconds from the beginning. */
  readonly atS: number
  readonly guess: Guess
  readonly direction?: 'in' | 'out'
}

export type Pair<T, F> = { readonly truth: T; readonly found: F }

/**
 * Which event that was found is which that happened: of the same direction, one to one, at most `withinS` apart, the nearest
 * first; those of the same group go before all others.
 */
export function pairEvents<T extends Moment, F extends Moment>(
  truths: readonly T[],
  founds: readonly F[],
  withinS: number,
): Pair<T, F>[] {
  const pairs: Pair<T, F>[] = []
  const taken = new Set<Moment>()
  const candidates = truths
    .flatMap((truth) => founds.map((found) => ({ truth, found, awayS: Math.abs(truth.atS - found.atS) })))
    .filter(({ truth, found, awayS }) => awayS <= withinS && truth.direction === found.direction)
    .sort((a, b) => a.awayS - b.awayS)
  take(candidates.filter(({ truth, found }) => truth.guess === found.guess))
  take(candidates)
  return pairs

  function take(nearestFirst: readonly Pair<T, F>[]): void {
    for (const { truth, found } of nearestFirst) {
      if (taken.has(truth) || taken.has(found)) continue
      taken.add(truth).add(found)
      pairs.push({ truth, found })
    }
  }
}
