/** A filter in the numbers of the words that it names, and what it says of one event. Pure but for the words. */
import type { Between, EventFilter, LocalTimeFilter } from '../query/event-filter.ts'
import { bandFields, bandOf, type Field, fields, inSteps, isSo, type Measure, measures } from './facts.ts'
import type { Loose } from './loose.ts'
import type { Segments } from './segments.ts'
import { aheadOfUtc, isAtLocalTime, type LocalTime } from './zone-time.ts'

/** The word of an event is one of these, or, turned round, none of these. */
export type TermCondition = {
  readonly field: Field
  readonly terms: ReadonlySet<number>
  readonly isExcluded: boolean
}

export type MeasureCondition = { readonly measure: Measure; readonly min: number; readonly max: number }

/** Of the sites in one time zone; `sites` as in a condition. */
export type ZoneCondition = { readonly zone: string; readonly sites: TermCondition }

export type Plan = {
  readonly from: number
  readonly to: number
  readonly terms: readonly TermCondition[]
  readonly measures: readonly MeasureCondition[]
  readonly local?: { readonly time: LocalTime; readonly zones: readonly ZoneCondition[] }
}

const namedFields = ['site', 'agent', 'camera', 'type', 'class', 'rule', 'zone', 'direction', 'severity'] as const
const flags = ['snapshot', 'clip', 'open'] as const

/** @returns undefined when no event can fit, since none ever had such a word */
export function planOf(filter: EventFilter, segments: Pick<Segments, 'termOf' | 'wordsOf'>): Plan | undefined {
  const terms: TermCondition[] = []
  for (const field of namedFields) {
    const words = filter[field]
    if (words === undefined) continue
    const known = new Set(words.flatMap((word) => segments.termOf(field, word) ?? []))
    if (known.size === 0) return undefined
    terms.push({ field, terms: known, isExcluded: false })
  }
  for (const field of flags) {
    const term = segments.termOf(field, isSo)
    const isWanted = filter[field]
    if (isWanted === true && term === undefined) return undefined
    if (isWanted !== undefined && term !== undefined)
      terms.push({ field, terms: new Set([term]), isExcluded: !isWanted })
  }
  if (filter.sites !== undefined) {
    const places = placesOf(filter.sites, segments.wordsOf('site'))
    if (places === 'none') return undefined
    if (places !== 'all') terms.push(places)
  }
  const numbers = measureConditions(filter)
  for (const condition of numbers) {
    const bands = bandsOf(condition, segments)
    if (bands.terms.size === 0) return undefined
    terms.push(bands)
  }
  const { from = 0, to = Number.MAX_SAFE_INTEGER, localTime } = filter
  return {
    from,
    to,
    terms,
    measures: numbers,
    ...(localTime !== undefined && { local: { time: localTime, zones: zonesOf(localTime, segments.wordsOf('site')) } }),
  }
}

/** Said by those who are not among them where they are most. */
function placesOf(sites: ReadonlySet<string>, words: ReadonlyMap<string, number>): TermCondition | 'all' | 'none' {
  const inside = [...words].filter(([site]) => sites.has(site)).map(([, term]) => term)
  if (inside.length === words.size) return 'all'
  if (inside.length === 0) return 'none'
  if (inside.length * 2 <= words.size) return { field: 'site', terms: new Set(inside), isExcluded: false }
  const outside = [...words].filter(([site]) => !sites.has(site)).map(([, term]) => term)
  return { field: 'site', terms: new Set(outside), isExcluded: true }
}

function measureConditions(filter: EventFilter): MeasureCondition[] {
  const asked: [Measure, Between | undefined][] = [
    ['score', filter.score],
    ['speed', filter.speedKmh],
    ['duration', filter.durationMs],
    ['dwell', filter.dwellMs],
  ]
  return asked.flatMap(([measure, between]) => {
    if (between === undefined) return []
    const { min = 0, max = Number.POSITIVE_INFINITY } = between
    return [{ measure, min: inSteps(measure, min), max: inSteps(measure, max) }]
  })
}

function bandsOf({ measure, min, max }: MeasureCondition, segments: Pick<Segments, 'wordsOf'>): TermCondition {
  const field = bandFields[measure]
  const [lowest, highest] = [bandOf(measure, min), bandOf(measure, max)]
  const inside = [...segments.wordsOf(field)].filter(([band]) => Number(band) >= lowest && Number(band) <= highest)
  return { field, terms: new Set(inside.map(([, term]) => term)), isExcluded: false }
}

function zonesOf({ zones, otherwise }: LocalTimeFilter, words: ReadonlyMap<string, number>): ZoneCondition[] {
  const byZone = new Map<string, Set<number>>()
  for (const [site, term] of words) {
    const zone = zones.get(site) ?? otherwise
    byZone.set(zone, (byZone.get(zone) ?? new Set()).add(term))
  }
  return [...byZone].map(([zone, terms]) => ({ zone, sites: { field: 'site', terms, isExcluded: false } }))
}

/** @returns a function that says whether the event of a row fits */
export function matcherOf(plan: Plan, loose: Loose): (row: number) => boolean {
  const { startAt, terms, measures: values } = loose
  const words = plan.terms.map(({ field, terms, isExcluded }) => {
    return { listed: listOf(terms), wanted: isExcluded ? 0 : 1, at: fields.indexOf(field) }
  })
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
    return isAtTime === undefined || isAtTime(row)
  }
}

/** 1 at the numbers of a set. */
export function listOf(numbers: ReadonlySet<number>): Uint8Array {
  const listed = new Uint8Array(Math.max(...numbers) + 1)
  for (const number of numbers) listed[number] = 1
  return listed
}

/** No zone changes within a quarter of an hour of UTC. */
const quarterMs = 15 * 60_000

function localMatcher(
  { time, zones }: NonNullable<Plan['local']>,
  { startAt, terms }: Loose,
): (row: number) => boolean {
  const site = fields.indexOf('site')
  const known = zones.map(({ zone, sites }) => ({ zone, sites: sites.terms, ahead: new Map<number, number>() }))
  return (row) => {
    const place = known.find(({ sites }) => sites.has(terms[row * fields.length + site] as number))
    if (place === undefined) return false
    const at = startAt[row] as number
    const quarter = Math.floor(at / quarterMs)
    const aheadMs = place.ahead.get(quarter) ?? aheadOfUtc(place.zone, at)
    place.ahead.set(quarter, aheadMs)
    return isAtLocalTime(aheadMs, at, time)
  }
}
