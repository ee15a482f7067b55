import type { Guess } from './group.ts'
import type { Moment } from './pair-events.ts'

/** Events of people in a place where it is known when somebody was there. */
export type VisitScore = {
  readonly visits: number
  /** Visits with an event of the right class in them. */
  readonly found: number
  /** Further such events of the same visits. */
  readonly fragments: number
  /** Events of a sure class: a wrong one while somebody was there, any while nobody was. */
  readonly wrong: number
  readonly outside: number
  /** Events that say nothing of the class. */
  readonly unsure: number
}

type Interval = readonly [fromS: number, toS: number]

export function scoreVisits(
  intervals: readonly Interval[],
  toleranceS: number,
  events: readonly Moment[],
  wanted: Guess,
): VisitScore {
  const sure = events.filter(({ guess }) => guess !== 'Unsure')
  const visitOf = ({ atS }: Moment) =>
    intervals.findIndex(([fromS, toS]) => atS >= fromS - toleranceS && atS <= toS + toleranceS)
  const inside = sure.filter((event) => visitOf(event) >= 0)
  const right = inside.filter(({ guess }) => guess === wanted)
  const found = new Set(right.map(visitOf)).size
  return {
    visits: intervals.length,
    found,
    fragments: right.length - found,
    wrong: inside.length - right.length,
    outside: sure.length - inside.length,
    unsure: events.length - sure.length,
  }
}
