/** The filters of the event list: in the address of the page, in the query to the collector, and against the feed. */
import type { EventRecord } from '../../../../wire/rest.ts'

const ranges = { '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000, '30d': 2_592_000_000 } as const
export type Range = keyof typeof ranges

export type EventFilters = {
  /** `site/agent/camera`: a camera's name is only unique within its agent. */
  readonly camera?: string
  readonly type?: string
  readonly class?: string
  readonly rule?: string
  /** 0–1 */
  readonly minScore?: number
  readonly range?: Range
}

/** What stands behind `?` in the address: the filters, and the event that is shown. */
type EventsSearch = EventFilters & { readonly event?: string }

const pageLimit = 50

const textKeys = ['camera', 'type', 'class', 'rule', 'event'] as const

/** Reads an address that anybody may have typed: what does not fit is left out. */
export function parseSearch(raw: Readonly<Record<string, unknown>>): EventsSearch {
  const texts = textKeys.flatMap((key) => {
    const value = asText(raw[key])
    return value === undefined ? [] : [[key, value] as const]
  })
  const minScore = Number(raw.minScore)
  const range = asText(raw.range)
  return {
    ...Object.fromEntries(texts),
    ...(raw.minScore !== undefined && minScore > 0 && minScore <= 1 ? { minScore } : {}),
    ...(range !== undefined && isRange(range) ? { range } : {}),
  }
}

/** The filters of an address without the event that is shown. */
export function filtersOf({ event: _, ...filters }: EventsSearch): EventFilters {
  return filters
}

export function isFiltered(filters: EventFilters): boolean {
  return Object.keys(filters).length > 0
}

/** The query of `GET /api/events`; `now` is epoch milliseconds and places the time range. */
export function toQuery(filters: EventFilters, now: number, cursor?: string): URLSearchParams {
  const query = new URLSearchParams({ limit: String(pageLimit) })
  const [site, agent, camera] = filters.camera?.split('/') ?? []
  const values = { site, agent, camera, type: filters.type, class: filters.class, rule: filters.rule, cursor }
  for (const [key, value] of Object.entries(values)) if (value !== undefined) query.set(key, value)
  if (filters.minScore !== undefined) query.set('minScore', String(filters.minScore))
  if (filters.range !== undefined) query.set('from', String(now - ranges[filters.range]))
  return query
}

/** Whether the collector would list the event under these filters. */
export function matches(filters: EventFilters, event: EventRecord, now: number): boolean {
  return (
    (filters.camera === undefined || filters.camera === cameraKey(event)) &&
    (filters.type === undefined || filters.type === event.type) &&
    (filters.class === undefined || filters.class === event.class) &&
    (filters.rule === undefined || filters.rule === event.rule) &&
    (filters.minScore === undefined || (event.score ?? 0) >= filters.minScore) &&
    (filters.range === undefined || event.startAt >= now - ranges[filters.range])
  )
}

/** `site/agent/camera` */
export function cameraKey(of: { readonly site: string; readonly agent: string; readonly camera: string }): string {
  return `${of.site}/${of.agent}/${of.camera}`
}

// The router reads `?rule=12` as a number.
function asText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isRange(value: string): value is Range {
  return Object.hasOwn(ranges, value)
}
