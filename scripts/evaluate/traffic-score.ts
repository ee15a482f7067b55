import { type ByGuess, countByGuess } from './counts.ts'
import { type Guess, guesses } from './group.ts'
import { type Moment, pairEvents } from './pair-events.ts'

/** Crossings of a road by vehicles that only go down the picture, which is `in`. */
export type TrafficScore = {
  readonly true: number
  /** Those found downwards: vehicles, those with two wheels too, and whatever it is. */
  readonly vehicles: Count
  readonly withTwoWheelers: Count
  readonly any: Count
  readonly byGuess: ByGuess
  /** Those found upwards, whatever it is. */
  readonly upwards: number
}
type Count = { readonly found: number; readonly matched: number }

/** @param truthsS when a vehicle crossed, seconds @param withinS how far off a crossing may be */
export function scoreTraffic(truthsS: readonly number[], crossings: readonly Moment[], withinS: number): TrafficScore {
  const truths = truthsS.map((atS): Moment => ({ atS, guess: 'Vehicle', direction: 'in' }))
  const down = crossings.filter(({ direction }) => direction === 'in')
  const count = (wanted: readonly Guess[]): Count => {
    const those = down.filter(({ guess }) => wanted.includes(guess))
    return { found: those.length, matched: pairEvents(truths, those, withinS).length }
  }
  return {
    true: truths.length,
    vehicles: count(['Vehicle']),
    withTwoWheelers: count(['Vehicle', 'TwoWheeler']),
    any: count(guesses),
    byGuess: countByGuess(down.map(({ guess }) => guess)),
    upwards: crossings.length - down.length,
  }
}
