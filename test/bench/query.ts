/** How long a search takes over a month of a city: random mixes of filters, first and next pages, counts. */
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { EventFilter } from '../../collector/query/event-filter.ts'
import { openSearchEngine, type SearchEngine } from '../../collector/search/engine.ts'
import { grouped, quantile, table } from '../../scripts/fleet-agents/figures.ts'
import { createRandom, type Random, seedEvents, seededUntil, sizes } from './seed.ts'

export type QueryBench = { readonly events: number; readonly queries: number; readonly folder: string }

type Times = { readonly wallMs: number[]; readonly cpuMs: number[] }

/**
 * Seeds a store in a folder, where there is none yet, and asks it.
 * @returns a table; processor time beside the time on the clock, since machines that do other things are slow
 */
export function benchQuery({ events, queries, folder }: QueryBench): string {
  const file = seeded(folder, events)
  const engine = openSearchEngine(file, join(folder, 'search.db'))
  const before = process.cpuUsage()
  while (engine.catchUp()) process.stderr.write(`\rread ${(engine.progress() * 100).toFixed(1)} %`)
  const { user, system } = process.cpuUsage(before)
  engine.save()
  const [first, next, empty] = ask(engine, queries)
  const counts = timesOf()
  const week = { from: seededUntil - 14 * dayMs, to: seededUntil - 7 * dayMs }
  for (let round = 0; round < 20; round++) {
    measured(counts, () => engine.counts({ filter: week, by: 'class', unit: 'hour', timeZone: 'Asia/Ho_Chi_Minh' }))
  }
  engine.close()
  return table([
    ['events', grouped(events)],
    ['processor time to read what was not read yet', `${((user + system) / 1e6).toFixed(1)} s`],
    ['first page of 50, p50 / p95 / max', figures(first)],
    ['next page, p50 / p95 / max', figures(next)],
    ['of these first pages, those that find nothing', figures(empty)],
    ['a week by the hour and class, p50 / p95 / max', figures(counts)],
  ])
}

const dayMs = 86_400_000
const hourMs = 3_600_000

/** Under a name of its own until it is whole. */
function seeded(folder: string, events: number): string {
  const file = join(folder, 'collector.db')
  if (existsSync(file)) return file
  mkdirSync(folder, { recursive: true })
  const unfinished = join(folder, 'seeding.db')
  seedEvents(unfinished, events, (stored) => process.stderr.write(`\rseeded ${grouped(stored)}`))
  renameSync(unfinished, file)
  return file
}

function ask(engine: SearchEngine, queries: number): [first: Times, next: Times, empty: Times] {
  const random = createRandom(7)
  const [first, next, empty] = [timesOf(), timesOf(), timesOf()]
  for (let query = 0; query < queries; query++) {
    const filter = randomFilter(random)
    let page = measured(first, () => engine.page(filter, 50))
    if (page?.events.length === 0) {
      for (const key of ['wallMs', 'cpuMs'] as const) empty[key].push(first[key].at(-1) ?? 0)
    }
    for (let more = 0; more < 3 && page?.nextCursor !== undefined; more++) {
      const { nextCursor } = page
      page = measured(next, () => engine.page(filter, 50, nextCursor))
    }
  }
  return [first, next, empty]
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
function randomFilter(random: Random): EventFilter {
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
    () => ({ localTime: { from: 420, to: 480, weekdays: [some(7)], zones: new Map(), otherwise: 'Asia/Ho_Chi_Minh' } }),
  ]
  return Object.assign({}, ...Array.from({ length: some(5) }, () => pick(...filters)())) as EventFilter
}
