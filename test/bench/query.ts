/** How long a search takes over a month of a city: random mixes of filters, first and next pages, counts. */
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { EventFilter } from '../../collector/query/event-filter.ts'
import { openSearchEngine, type SearchEngine, type SearchFiles } from '../../collector/search/engine.ts'
import { openDatabase } from '../../collector/store/database.ts'
import { grouped, quantile, table } from '../../scripts/fleet-agents/figures.ts'
import { createRandom, type Random, seedEvents, seededUntil, sizes } from './seed.ts'
import { askedTexts, seedIncidents } from './seed-incidents.ts'

export type QueryBench = { readonly events: number; readonly queries: number; readonly folder: string }

type Times = { readonly wallMs: number[]; readonly cpuMs: number[] }

/**
 * Seeds a store in a folder, where there is none yet, and asks it.
 * @returns a table; processor time beside the time on the clock, since machines that do other things are slow
 */
export function benchQuery({ events, queries, folder }: QueryBench): string {
  const engine = openSearchEngine(seeded(folder, events))
  const before = process.cpuUsage()
  while (engine.catchUp()) process.stderr.write(`\rread ${(engine.progress() * 100).toFixed(1)} %`)
  const { user, system } = process.cpuUsage(before)
  engine.save()
  while (engine.prepareNotes());
  const { first, next, empty, slowest } = ask(engine, queries)
  const [counts, byCamera] = [timesOf(), timesOf()]
  const week = { from: seededUntil - 14 * dayMs, to: seededUntil - 7 * dayMs }
  for (let round = 0; round < 20; round++) {
    measured(counts, () => engine.counts({ filter: week, by: 'class', unit: 'hour', timeZone }))
    measured(byCamera, () => engine.counts({ filter: week, by: 'camera', unit: 'hour', timeZone }))
  }
  engine.close()
  return table([
    ['events', grouped(events)],
    ['processor time to read what was not read yet', `${((user + system) / 1e6).toFixed(1)} s`],
    ['first page of 50, p50 / p95 / max', figures(first)],
    ['next page, p50 / p95 / max', figures(next)],
    ['of these first pages, those that find nothing', figures(empty)],
    ['a week by the hour and class, p50 / p95 / max', figures(counts)],
    ['the same by each of 1,000 cameras', figures(byCamera)],
    ...slowest.map(({ ms, filter }): [string, string] => [`slowest: ${said(filter)}`, `${ms.toFixed(1)} ms`]),
  ])
}

const timeZone = 'Asia/Ho_Chi_Minh'
const dayMs = 86_400_000
const hourMs = 3_600_000

/** Under names of their own until they are whole. */
export function seeded(folder: string, events: number): SearchFiles {
  const files = {
    eventsFile: join(folder, 'collector.db'),
    incidentsFile: join(folder, 'incidents.db'),
    searchFile: join(folder, 'search.db'),
  }
  const unfinished = join(folder, 'seeding.db')
  mkdirSync(folder, { recursive: true })
  if (!existsSync(files.eventsFile)) {
    seedEvents(unfinished, events, (stored) => process.stderr.write(`\rseeded ${grouped(stored)}`))
    renameSync(unfinished, files.eventsFile)
  }
  // One of an earlier version is brought up to this one.
  openDatabase(files.eventsFile).close()
  if (!existsSync(files.incidentsFile)) {
    seedIncidents(files.eventsFile, unfinished)
    renameSync(unfinished, files.incidentsFile)
  }
  return files
}

type Answers = {
  readonly first: Times
  readonly next: Times
  /** Of the first pages, those that find nothing. */
  readonly empty: Times
  readonly slowest: readonly { readonly ms: number; readonly filter: EventFilter }[]
}

const slowestShown = 5

function ask(engine: SearchEngine, queries: number): Answers {
  const random = createRandom(7)
  const [first, next, empty] = [timesOf(), timesOf(), timesOf()]
  const asked: { ms: number; filter: EventFilter }[] = []
  for (let query = 0; query < queries; query++) {
    const filter = randomFilter(random)
    let page = measured(first, () => engine.page(filter, 50))
    asked.push({ ms: first.wallMs.at(-1) ?? 0, filter })
    if (page?.events.length === 0) {
      for (const key of ['wallMs', 'cpuMs'] as const) empty[key].push(first[key].at(-1) ?? 0)
    }
    for (let more = 0; more < 3 && page?.nextCursor !== undefined; more++) {
      const { nextCursor } = page
      page = measured(next, () => engine.page(filter, 50, nextCursor))
    }
  }
  const slowest = asked.toSorted((a, b) => b.ms - a.ms).slice(0, slowestShown)
  return { first, next, empty, slowest }
}

function said(filter: EventFilter): string {
  return JSON.stringify(filter, (_, value: unknown) =>
    value instanceof Set ? `${value.size} places` : value instanceof Map ? `${value.size} zones` : value,
  )
}

function timesOf(): Times {
  return { wallMs: [], cpuMs: [] }
}

function measured<T>({ wallMs, cpuMs }: Times, run: () => T): T {
  const [at, before] = [performance.now(), process.cpuUsage()]
  const result = run()
  const { user, system } = process.cpuUsage(before)
  wallMs.push(performance.now() - at)
  cpuMs.push((user + system) / 1_000)
  return result
}

function figures({ wallMs, cpuMs }: Times): string {
  const of = (values: number[]): string => [0.5, 0.95, 1].map((q) => quantile(values, q).toFixed(1)).join(' / ')
  return `${of(wallMs)} ms, processor ${of(cpuMs)} ms, of ${wallMs.length}`
}

/** One to five keys at once, of what is frequent, what is rare and what never was. */
export function randomFilter(random: Random): EventFilter {
  const some = (count: number): number => 1 + Math.floor(random() * count)
  const pick = <T>(...items: T[]): T => items[Math.floor(random() * items.length)] as T
  const from = seededUntil - some(sizes.days) * dayMs
  const sites = (count: number) => new Set(Array.from({ length: count }, (_, site) => `site-${site + 1}`))
  const filters: (() => EventFilter)[] = [
    () => ({ from, to: from + some(72) * hourMs }),
    () => ({ sites: sites(pick(3, 30, 80)) }),
    () => ({ site: [`site-${some(sizes.sites)}`] }),
    () => ({ agent: [`agent-${some(sizes.agents)}`, `agent-${some(sizes.agents)}`] }),
    () => ({ camera: [`camera-${some(sizes.camerasPerAgent)}`] }),
    () => ({ type: pick(['object.left'], ['line.crossed', 'zone.dwell'], ['camera.moved'], ['speed.exceeded']) }),
    () => ({ class: pick(['Animal'], ['Human', 'Bicycle'], ['Vehicle']) }),
    () => ({ rule: [`rule-${some(4)}-${some(4)}`] }),
    () => ({ zone: [`Khu ${some(9)}`] }),
    () => ({ direction: [pick('in', 'out')] }),
    () => ({ severity: [pick('critical', 'high', 'info')] }),
    () => ({ snapshot: random() < 0.5 }),
    () => ({ clip: random() < 0.5 }),
    () => ({ score: { min: pick(0.6, 0.95, 0.9989) } }),
    () => ({ durationMs: { min: pick(60_000, 590_000) } }),
    () => ({ dwellMs: { min: pick(10_000, 601_000), max: 700_000 } }),
    () => ({ speedKmh: { min: pick(40, 99.9) } }),
    () => ({
      localTime: { from: 1_320, to: 300, zones: new Map([['site-3', 'Europe/Berlin']]), otherwise: 'Asia/Ho_Chi_Minh' },
    }),
    () => ({ notes: { text: pick(...askedTexts) } }),
    () => ({ localTime: { from: 420, to: 480, weekdays: [some(7)], zones: new Map(), otherwise: 'Asia/Ho_Chi_Minh' } }),
  ]
  return Object.assign({}, ...Array.from({ length: some(5) }, () => pick(...filters)())) as EventFilter
}
