/** A store, the search over it, and what a look at every single event would say. */
import { join } from 'node:path'
import { expect } from 'vitest'
import type { EventFilter } from '../../../collector/query/event-filter.ts'
import { createEventQuery } from '../../../collector/query/events.ts'
import { openSearchEngine, type SearchEngine } from '../../../collector/search/engine.ts'
import { aheadOfUtc, isAtLocalTime } from '../../../collector/search/zone-time.ts'
import { openReader } from '../../../collector/store/database.ts'
import { openStore, type Store } from '../../../collector/store/store.ts'
import type { EventMessage } from '../../../wire/event.ts'
import type { EventRecord } from '../../../wire/rest.ts'
import { event, temporaryFolder } from '../running.ts'

/** Segments of some hundreds of events, so that a test has many. */
export const sizes = { step: 150, segment: 300, loose: 40 }

export const filesIn = (folder: string) => ({
  eventsFile: join(folder, 'collector.db'),
  incidentsFile: join(folder, 'incidents.db'),
  searchFile: join(folder, 'search.db'),
})

export function openBoth(folder = temporaryFolder()) {
  const file = join(folder, 'collector.db')
  const store = openStore(file, { quarantineRows: 10 })
  const engine = openSearchEngine(filesIn(folder), sizes)
  const reader = openReader(file)
  const ids = reader.prepare<[], string>('SELECT id FROM event').pluck()
  const query = createEventQuery(reader)
  return { folder, store, engine, records: () => ids.all().map((id) => query.find(id) as EventRecord) }
}

export function write(store: Store, messages: readonly EventMessage[], site = 'site-1'): void {
  store.write(
    messages.map((message) => ({ kind: 'event', site, agent: message.agent, topic: 't', receivedAt: 1, message })),
  )
}

export function read(engine: SearchEngine): SearchEngine {
  while (engine.catchUp());
  return engine
}

/** All pages, a few events each. */
export function everyPage(engine: SearchEngine, filter: EventFilter, limit = 397): EventRecord[] {
  const events: EventRecord[] = []
  let cursor: string | undefined
  do {
    const page = engine.page(filter, limit, cursor)
    events.push(...(page?.events ?? []))
    cursor = page?.nextCursor
  } while (cursor !== undefined)
  return events
}

const severities = ['info', 'low', 'high', undefined] as const

/** Of many kinds, some of which go on later, some late, two of each time. */
export function variedEvent(number: number): EventMessage {
  const { object, rule: _, ...plain } = event(number)
  const severity = severities[number % 4]
  return {
    ...plain,
    agent: `agent-${number % 5}`,
    camera: ['gate', 'yard', 'dock'][number % 3] ?? '',
    type: ['zone.entered', 'line.crossed', 'speed.measured'][(number % 7) % 3] ?? '',
    phase: number % 7 === 0 ? 'start' : 'pulse',
    // Half an hour apart, over both changes of the clocks in Berlin.
    at: 1_700_000_000_000 + Math.floor(number / 2) * 1_800_000 - (number % 50 === 0 ? 3 * 86_400_000 : 0),
    ...(number % 11 !== 0 && { rule: `rule-${number % 6}` }),
    ...(number % 5 === 0 && { zone: `Khu "${number % 3}"; DROP TABLE event` }),
    ...(number % 3 === 0 && { direction: number % 2 === 0 ? ('in' as const) : ('out' as const) }),
    ...(severity !== undefined && { severity }),
    ...(number % 4 === 0 && { speed: { kmh: number % 90, errorKmh: 1 } }),
    ...(number % 6 === 0 && { dwellMs: number * 10 }),
    ...(number % 13 === 0 && { media: { snapshot: 'ab'.repeat(32) } }),
    ...(number % 4 !== 3 &&
      object !== undefined && {
        object: { ...object, class: ['Human', 'Vehicle', 'Animal'][number % 3] ?? '', score: (number % 100) / 100 },
      }),
  }
}

const inZone = (site: string): string => (site === 'site-2' ? 'Europe/Berlin' : 'Asia/Ho_Chi_Minh')
const localTime = { zones: new Map([['site-2', 'Europe/Berlin']]), otherwise: 'Asia/Ho_Chi_Minh' }

const filters: EventFilter[] = [
  {},
  { from: event(1).at + 400 * 900_000, to: event(1).at + 900 * 900_000 },
  { site: ['site-2'] },
  { sites: new Set(['site-2', 'site-9']) },
  { sites: new Set(['nowhere']) },
  { sites: new Set(['site-1', 'site-2']), agent: ['agent-2', 'agent-3'] },
  { camera: ['yard'], class: ['Animal', 'Human'] },
  { camera: ['nowhere'] },
  { type: ['line.crossed'], severity: ['info'] },
  { severity: ['high', 'low'], direction: ['in'] },
  { zone: ['Khu "1"; DROP TABLE event'] },
  { zone: ["x' OR '1'='1"], rule: ['rule-1" OR 1=1 --'] },
  { rule: ['rule-3', 'rule-5'], snapshot: true },
  { snapshot: false, clip: false },
  { clip: true },
  { open: true },
  { open: false, class: ['Vehicle'] },
  { score: { min: 0.57 } },
  { score: { min: 0.2, max: 0.21 }, type: ['zone.entered'] },
  { speedKmh: { min: 55, max: 60.5 } },
  { dwellMs: { max: 5_000 } },
  { durationMs: { min: 1 } },
  { durationMs: { max: 0 }, camera: ['gate'] },
  { localTime: { ...localTime, from: 22 * 60, to: 5 * 60 + 30 } },
  { localTime: { ...localTime, from: 0, to: 1_440, weekdays: [6, 7] }, class: ['Human'] },
  { localTime: { ...localTime, from: 120, to: 180, weekdays: [7] } },
]

function fits(filter: EventFilter, record: EventRecord): boolean {
  const words = ['site', 'agent', 'camera', 'type', 'class', 'rule', 'zone', 'direction'] as const
  const durationMs = record.endAt === undefined ? undefined : record.endAt - record.startAt
  const between = (value: number | undefined, range: { min?: number; max?: number } | undefined): boolean =>
    range === undefined ||
    (value !== undefined && value >= (range.min ?? 0) && value <= (range.max ?? Number.POSITIVE_INFINITY))
  return (
    words.every((key) => filter[key] === undefined || filter[key].includes(record[key] ?? '')) &&
    (filter.severity === undefined || filter.severity.includes(record.severity ?? 'info')) &&
    (filter.sites === undefined || filter.sites.has(record.site)) &&
    (filter.from === undefined || record.startAt >= filter.from) &&
    (filter.to === undefined || record.startAt < filter.to) &&
    (filter.open === undefined || (record.endAt === undefined) === filter.open) &&
    (filter.snapshot === undefined || (record.snapshot !== undefined) === filter.snapshot) &&
    (filter.clip === undefined || (record.clip !== undefined) === filter.clip) &&
    between(record.score, filter.score) &&
    between(record.speed?.kmh, filter.speedKmh) &&
    between(record.dwellMs, filter.dwellMs) &&
    between(durationMs, filter.durationMs) &&
    (filter.localTime === undefined ||
      isAtLocalTime(aheadOfUtc(inZone(record.site), record.startAt), record.startAt, filter.localTime))
  )
}

/** What every filter finds, page by page and counted, against a look at every event. */
export function expectTrue({ engine, records }: ReturnType<typeof openBoth>): void {
  const all = records()
  let found = 0
  for (const filter of filters) {
    const wanted = all.filter((record) => fits(filter, record))
    const events = everyPage(engine, filter)
    const said = JSON.stringify(filter)
    expect(events.map(({ id }) => id).sort(), said).toEqual(wanted.map(({ id }) => id).sort())
    expect(
      events.every(({ startAt }, index) => index === 0 || startAt <= (events[index - 1]?.startAt ?? 0)),
      said,
    ).toBe(true)
    for (const by of ['class', 'severity', 'agent', 'snapshot', undefined] as const) {
      const { rows } = engine.counts({ filter, ...(by !== undefined && { by }), timeZone: 'UTC' })
      expect(
        rows.reduce((sum, { total }) => sum + total, 0),
        `${said} by ${by}`,
      ).toBe(wanted.length)
      if (by !== 'class') continue
      for (const { value, total } of rows) {
        expect(wanted.filter((record) => (record.class ?? null) === value)).toHaveLength(total)
      }
    }
    found += wanted.length
  }
  expect(found).toBeGreaterThan(all.length * 3)
}
