/** What searches cost those who bring events, and the other way round: one collector, one run, searches in every other part. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { EventFilter } from '../../collector/query/event-filter.ts'
import { grouped, perSecond, quantile, table } from '../../scripts/fleet-agents/figures.ts'
import { runFleet } from '../../scripts/fleet-agents/fleet.ts'
import { type OwnCollector, startOwnCollector } from '../../scripts/fleet-agents/own-collector.ts'
import { randomFilter, seeded } from './query.ts'
import { createRandom, seededUntil } from './seed.ts'

export type QueryIngestBench = {
  readonly events: number
  /** Live events a second of all agents together, or as many as are acknowledged. */
  readonly rate: number | 'max'
  /** Questions a second of all people together: a page, its next page, or counts. */
  readonly searches: number
  readonly partSeconds: number
  readonly rounds: number
  readonly folder: string
}

type Part = {
  readonly isSearching: boolean
  readonly ackMs: number[]
  readonly searchMs: number[]
  cpuSeconds: number
}

const agents = 200
const warmUpMs = 3_000

export async function benchQueryIngest(options: QueryIngestBench): Promise<string> {
  const { events, rate, partSeconds, rounds, folder } = options
  seeded(folder, events)
  const collector = await startOwnCollector([], folder)
  try {
    await searchable(collector.httpUrl)
    const { hostname, port } = new URL(collector.mqttUrl)
    let part: Part | undefined
    let connected: () => void = () => undefined
    const isConnected = new Promise<void>((resolve) => {
      connected = resolve
    })
    const fleet = runFleet({
      ...{ host: hostname, port: Number(port), agents, cameras: 4, rate, window: 2_000, backlog: 0 },
      seconds: rounds * 2 * partSeconds + warmUpMs / 1_000,
      onConnected: connected,
      onLiveAck: (afterMs) => void part?.ackMs.push(afterMs),
      onProgress: (line) => process.stderr.write(`${line}\n`),
    })
    await isConnected
    await sleep(warmUpMs)
    const parts: Part[] = []
    for (let number = 0; number < rounds * 2; number++) {
      part = { isSearching: number % 2 === 1, ackMs: [], searchMs: [], cpuSeconds: 0 }
      parts.push(part)
      await runPart(part, collector, options)
    }
    part = undefined
    const { unacknowledged } = await fleet
    return report(parts, options, unacknowledged)
  } finally {
    await collector.close()
  }
}

/** A part lasts as long as it is said to; what is asked in it is answered in it. */
async function runPart(part: Part, { httpUrl, cpuSeconds }: OwnCollector, options: QueryIngestBench): Promise<void> {
  const before = cpuSeconds()
  const until = performance.now() + options.partSeconds * 1_000
  if (part.isSearching)
    await Promise.all(createAskers(options.searches, (ms) => part.searchMs.push(ms), httpUrl, until))
  await sleep(Math.max(0, until - performance.now()))
  part.cpuSeconds = cpuSeconds() - before
}

/** People who ask once a second each: a first page, mostly a next one, now and then counts of a week. */
function createAskers(
  searches: number,
  onAnswered: (ms: number) => void,
  httpUrl: string,
  until: number,
): Promise<void>[] {
  const random = createRandom(11)
  const ask = async (address: string): Promise<{ nextCursor?: string }> => {
    const at = performance.now()
    const response = await fetch(`${httpUrl}/api/events${address}`)
    const answer = (await response.json()) as { nextCursor?: string }
    if (!response.ok) throw new Error(`bench: ${address} was answered with ${response.status}`)
    onAnswered(performance.now() - at)
    return answer
  }
  return Array.from({ length: searches }, async (_, person) => {
    await sleep((person / searches) * 1_000)
    let next: string | undefined
    while (performance.now() < until) {
      const askedAt = performance.now()
      const filter = addressOf(randomFilter(random))
      if (random() < 0.1) await ask(`/counts?${weekByClass}`)
      else if (next !== undefined && random() < 0.5) next = (await pageAfter(ask, next)).next
      else next = (await pageAfter(ask, `?${filter}`)).next
      await sleep(Math.max(0, 1_000 - (performance.now() - askedAt)))
    }
  })
}

const dayMs = 86_400_000
const weekByClass = `by=class&per=hour&timeZone=Asia/Ho_Chi_Minh&from=${seededUntil - 14 * dayMs}&to=${seededUntil - 7 * dayMs}`

async function pageAfter(
  ask: (address: string) => Promise<{ nextCursor?: string }>,
  address: string,
): Promise<{ next: string | undefined }> {
  const { nextCursor } = await ask(address)
  const first = address.replace(/&cursor=.*$/, '')
  return { next: nextCursor === undefined ? undefined : `${first}&cursor=${nextCursor}` }
}

/** A filter as it stands in an address; of sets of sites there is no tree here to name them by. */
function addressOf({ sites: _, localTime, notes, score, durationMs, dwellMs, speedKmh, ...same }: EventFilter): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(same)) for (const one of [value].flat()) query.append(key, String(one))
  const measures = { Score: score, DurationMs: durationMs, DwellMs: dwellMs, SpeedKmh: speedKmh }
  for (const [key, between] of Object.entries(measures)) {
    if (between?.min !== undefined) query.set(`min${key}`, String(between.min))
    if (between?.max !== undefined) query.set(`max${key}`, String(between.max))
  }
  if (localTime !== undefined) query.set('timeOfDay', `${clock(localTime.from)}-${clock(localTime.to)}`)
  for (const day of localTime?.weekdays ?? []) query.append('weekday', String(day))
  if (notes !== undefined) query.set('text', notes.text)
  return query.toString()
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** Waits until all that is stored can be searched. */
async function searchable(httpUrl: string): Promise<void> {
  for (let second = 0; second < 600; second++) {
    const { status } = await fetch(`${httpUrl}/api/events?limit=1`)
    if (status === 200) return
    await sleep(1_000)
  }
  throw new Error('bench: the store was not made ready to be searched in ten minutes')
}

function report(parts: readonly Part[], { rate, searches, partSeconds }: QueryIngestBench, lost: number): string {
  const of = (isSearching: boolean) => parts.filter((part) => part.isSearching === isSearching)
  const live = (some: readonly Part[]): number =>
    some.reduce((sum, { ackMs }) => sum + perSecond(ackMs.length, partSeconds * 1_000), 0) / some.length
  const row = (what: string, some: readonly Part[]): [string, string] => {
    const acks = some.flatMap(({ ackMs }) => ackMs)
    const cpu = some.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0) / (some.length * partSeconds)
    return [what, `${grouped(Math.round(live(some)))}/s, ${ms(acks)}, collector ${cpu.toFixed(2)} core`]
  }
  const asked = of(true).flatMap(({ searchMs }) => searchMs)
  return table([
    [
      'parts',
      `${parts.length} of ${partSeconds} s in turn; live events at ${rate}/s, ${searches} people who ask once a second`,
    ],
    row('on disk without searches, acknowledged after p50 / p95 / p99', of(false)),
    row('on disk beside searches, acknowledged after p50 / p95 / p99', of(true)),
    ['ratio of the rates', (live(of(true)) / live(of(false))).toFixed(3)],
    ['searches answered over HTTP, p50 / p95 / p99', `${grouped(asked.length)}, ${ms(asked)}`],
    ['never acknowledged', grouped(lost)],
  ])
}

function ms(values: readonly number[]): string {
  return `${[0.5, 0.95, 0.99].map((q) => quantile(values, q).toFixed(0)).join(' / ')} ms`
}
