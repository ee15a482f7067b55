/** A filter in the numbers of the words that it names, and what it says of one event. Pure but for the words. */
import type { Between, EventFilter, LocalTimeFilter } from '../query/event-filter.ts'
import { bandFields, bandOf, type Field, fields, inSteps, isBandWithin, isSo, type Measure, measures } from './facts.ts'
import type { Loose } from './loose.ts'
import type { NumberSet } from './number-set.ts'
import { type PlaceCondition, type Places, placesIn } from './places.ts'
import type { Segments } from './segments.ts'
import { aheadOfUtc, isAtLocalTime, type LocalTime } from './zone-time.ts'

/** The word of an event is one of these, or, turned round, none of these. */
export type TermCondition = {
  readonly field: Field
  readonly terms: ReadonlySet<number>
  readonly isExcluded: boolean
}

/** `unsure`: the bands that hold values outside, too; of all others that `terms` of the plan leave, none does. */
export type MeasureCondition = {
  readonly measure: Measure
  readonly min: number
  readonly max: number
  readonly unsure: ReadonlySet<number>
}

/** Of the places in one time zone; of the first, `places` is what no other has. */
export type ZoneCondition = { readonly zone: string; readonly places: PlaceCondition | undefined }

export type Plan = {
  readonly from: number
  readonly to: number
  readonly terms: readonly TermCondition[]
  readonly places?: PlaceCondition
  readonly measures: readonly MeasureCondition[]
  readonly local?: { readonly time: LocalTime; readonly zones: readonly ZoneCondition[] }
  /** Numbers of events; absent: of any number. */
  readonly numbers?: NumberSet
}

const namedFields = ['type', 'class', 'rule', 'zone', 'direction', 'severity'] as const
const flags = ['snapshot', 'clip', 'open'] as const

type Words = Pick<Segments, 'termOf' | 'wordsOf'>

/**
 * @param numbers of the events that fit what `segments` know nothing of
 * @returns undefined when no event can fit, since none ever had such a word
 */
export function planOf(filter: EventFilter, segments: Words, places: Places, numbers?: NumberSet): Plan | undefined {
  const isMeant = placesIn(filter)
  const where = isMeant === undefined ? 'all' : places.conditionOf(isMeant)
  const measures = measureConditions(filter, segments)
  const terms = [...namedConditions(filter, segments), ...flagConditions(filter, segments), ...measures.map(bandsOf)]
  const isImpossible = terms.some((condition) => condition.terms.size === 0 && !condition.isExcluded)
  if (numbers?.size === 0 || where === 'none' || isImpossible) return undefined
  const { from = 0, to = Number.MAX_SAFE_INTEGER, localTime } = filter
  return {
    from,
    to,
    terms,
    ...(where !== 'all' && { places: where }),
    measures,
    ...(numbers !== undefined && { numbers }),
    ...(localTime !== undefined && { local: { time: localTime, zones: zonesOf(localTime, segments, places) } }),
  }
}

function namedConditions(filter: EventFilter, segments: Words): TermCondition[] {
  return namedFields.flatMap((field) => {
    const words = filter[field]
    if (words === undefined) return []
    return [{ field, terms: new Set(words.flatMap((word) => segments.termOf(field, word) ?? [])), isExcluded: false }]
  })
}

function flagConditions(filter: EventFilter, segments: Words): TermCondition[] {
  return flags.flatMap((field) => {
    const isWanted = filter[field]
    if (isWanted === undefined) return []
    const term = segments.termOf(field, isSo)
    return [{ field, terms: new Set(term === undefined ? [] : [term]), isExcluded: !isWanted }]
  })
}

type MeasureWords = MeasureCondition & { readonly bands: ReadonlySet<number> }

function measureConditions(filter: EventFilter, segments: Words): MeasureWords[] {
  const asked: [Measure, Between | undefined][] = [
    ['score', filter.score],
    ['speed', filter.speedKmh],
    ['duration', filter.durationMs],
    ['dwell', filter.dwellMs],
  ]
  return asked.flatMap(([measure, between]) => {
    if (between === undefined) return []
    const [min, max] = [inSteps(measure, between.min ?? 0), inSteps(measure, between.max ?? Number.POSITIVE_INFINITY)]
    const [lowest, highest] = [bandOf(measure, min), bandOf(measure, max)]
    const known = [...segments.wordsOf(bandFields[measure])].map(([band, term]) => ({ band: Number(band), term }))
    const inside = known.filter(({ band }) => band >= lowest && band <= highest)
    const unsure = inside.filter(({ band }) => !isBandWithin(measure, band, min, max))
    return [{ measure, min, max, bands: termsOf(inside), unsure: termsOf(unsure) }]
  })
}

function termsOf(bands: readonly { readonly term: number }[]): Set<number> {
  return new Set(bands.map(({ term }) => term))
}

function bandsOf({ measure, bands }: MeasureWords): TermCondition {
  return { field: bandFields[measure], terms: bands, isExcluded: false }
}

/** The zone with most sites comes first, and stands for all that lie in no other. */
function zonesOf({ zones, otherwise }: LocalTimeFilter, segments: Words, places: Places): ZoneCondition[] {
  const sitesOf = new Map<string, Set<string>>()
  for (const site of segments.wordsOf('site').keys()) {
    const zone = zones.get(site) ?? otherwise
    sitesOf.set(zone, (sitesOf.get(zone) ?? new Set()).add(site))
  }
  const [largest, ...others] = [...sitesOf].sort(([, a], [, b]) => b.size - a.size)
  if (largest === undefined) return []
  return [
    { zone: largest[0], places: undefined },
    ...others.flatMap(([zone, sites]) => {
      const found = places.conditionOf(({ site }) => sites.has(site))
      return typeof found === 'string' ? [] : [{ zone, places: found }]
    }),
  ]
}

/** @returns a function that says whether the event of a row fits */
export function matcherOf(plan: Plan, loose: Loose): (row: number) => boolean {
  const { startAt, n, terms, measures: values } = loose
  const words = [
    ...plan.terms.map(({ field, terms, isExcluded }) => {
      return { listed: listOf(terms), wanted: isExcluded ? 0 : 1, at: fields.indexOf(field) }
    }),
    ...(plan.places === undefined ? [] : [{ listed: plan.places.listed, wanted: 1, at: fields.indexOf('view') }]),
  ]
  const numbers = plan.measures.map(({ measure, ...rest }) => ({ ...rest, at: measures.indexOf(measure) }))
  const isAtTime = plan.local === undefined ? undefined : localMatcher(plan.local, loose)
  return (row) => {
    const at = startAt[row] as number
    if (at < plan.from || at >= plan.to) return false
    for (const word of words) {
      if ((word.listed[terms[row * fields.length + word.at] as number] ?? 0) !== word.wanted) return false
    }
    for (const { at, min, max } of numbers) {
      const value = values[row * measures.length + at] as number
      if (value < min || value > max) return false
    }
    if (plan.numbers?.has(n[row] as number) === false) return false
    return isAtTime === undefined || isAtTime(row)
  }
}

/** 1 at the numbers of a set. */
export function listOf(numbers: ReadonlySet<number>): Uint8Array {
  const listed = new Uint8Array(Math.max(0, ...numbers) + 1)
  for (const number of numbers) listed[number] = 1
  return listed
}

/** No zone changes within a quarter of an hour of UTC. */
const quarterMs = 15 * 60_000

function localMatcher(
  { time, zones }: NonNullable<Plan['local']>,
  { startAt, terms }: Loose,
): (row: number) => boolean {
  const view = fields.indexOf('view')
  const known = zones.map(({ zone, places }) => ({ zone, listed: places?.listed, ahead: new Map<number, number>() }))
  return (row) => {
    const term = terms[row * fields.length + view] as number
    const place = known.find(({ listed }) => listed?.[term] === 1) ?? known[0]
    if (place === undefined) return false
    const at = startAt[row] as number
    const quarter = Math.floor(at / quarterMs)
    const aheadMs = place.ahead.get(quarter) ?? aheadOfUtc(place.zone, at)
    place.ahead.set(quarter, aheadMs)
    return isAtLocalTime(aheadMs, at, time)
  }
}
