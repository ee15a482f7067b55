/** What deleting old events costs those who bring new ones: a fleet as fast as it can, before and while they are deleted. */
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openSearchEngine } from '../../collector/search/engine.ts'
import { openIncidents } from '../../collector/store/incident-schema.ts'
import { grouped, milliseconds, quantile, table } from '../../scripts/fleet-agents/figures.ts'
import { startOwnCollector } from '../../scripts/fleet-agents/own-collector.ts'
import { connectAgent, type SimulatedAgent } from '../../scripts/fleet-agents/simulated-agent.ts'
import { seedEvents } from './seed.ts'

export type RetentionBench = {
  /** Old events, all of which are to be deleted; seeded where the folder holds none. */
  readonly events: number
  readonly folder: string
  /** Of each part. */
  readonly seconds: number
  readonly agents: number
  readonly window: number
}

type Part = {
  readonly acked: number
  readonly ackMs: readonly number[]
  readonly longestGapMs: number
  readonly ms: number
}

/** @returns a table: rate, delay and the longest time without any acknowledgement, before and while it deletes */
export async function benchRetention({ events, folder, seconds, agents, window }: RetentionBench): Promise<string> {
  seed(folder, events)
  const keys = { retention: { eventDays: 1, countDays: 1 } }
  const own = await startOwnCollector([], folder, keys)
  try {
    const load = await openLoad(new URL(own.mqttUrl), agents, window)
    await load.run(5_000)
    const before = await load.run(seconds * 1_000)
    const startedAt = performance.now()
    while ((await deleted(own.httpUrl)) === 0 && performance.now() - startedAt < 90_000) await load.run(500)
    const [deletedBefore, cpuBefore] = [await deleted(own.httpUrl), own.cpuSeconds()]
    const during = await load.run(seconds * 1_000)
    const gone = (await deleted(own.httpUrl)) - deletedBefore
    const cpu = (own.cpuSeconds() - cpuBefore) / (during.ms / 1_000)
    load.close()
    return table([
      ['old events', grouped(events)],
      ['live events on disk before', figures(before)],
      ['live events on disk while old ones are deleted', figures(during)],
      ['slowed down to', `${((rate(during) / rate(before)) * 100).toFixed(1)} %`],
      ['deleted meanwhile', `${grouped(gone)}, ${grouped(Math.round((gone / during.ms) * 1_000))}/s`],
      ['processor time of the collector meanwhile', `${cpu.toFixed(2)} core`],
    ])
  } finally {
    await own.close()
  }
}

function rate({ acked, ms }: Part): number {
  return acked / (ms / 1_000)
}

function figures(part: Part): string {
  const longest = quantile(part.ackMs, 1).toFixed(0)
  return `${grouped(Math.round(rate(part)))}/s, acknowledged after ${milliseconds(part.ackMs)} ms, ${longest} at most; longest time without any acknowledgement ${part.longestGapMs.toFixed(0)} ms`
}

/** With its search, so that the collector has nothing else to do. */
function seed(folder: string, events: number): void {
  const eventsFile = join(folder, 'collector.db')
  const incidentsFile = join(folder, 'incidents.db')
  mkdirSync(folder, { recursive: true })
  if (!existsSync(eventsFile)) {
    const unfinished = join(folder, 'seeding.db')
    seedEvents(unfinished, events, (stored) => process.stderr.write(`\rseeded ${grouped(stored)}`))
    renameSync(unfinished, eventsFile)
  }
  openIncidents(incidentsFile).close()
  const engine = openSearchEngine({ eventsFile, incidentsFile, searchFile: join(folder, 'search.db') })
  while (engine.catchUp());
  engine.close()
}

async function deleted(httpUrl: string): Promise<number> {
  const text = await (await fetch(`${httpUrl}/metrics`)).text()
  return Number(/^watchpost_retention_deleted_total\{class="events"\} (\d+)$/m.exec(text)?.[1] ?? 0)
}

/** Agents that send as fast as they are acknowledged. */
async function openLoad({ hostname, port }: URL, count: number, window: number) {
  let ackMs: number[] = []
  let [sent, acked, lastAt, longestGapMs] = [0, 0, performance.now(), 0]
  const onAcked = ({ afterMs }: { readonly afterMs: number }): void => {
    const now = performance.now()
    longestGapMs = Math.max(longestGapMs, now - lastAt)
    lastAt = now
    acked += 1
    ackMs.push(afterMs)
  }
  const agents: SimulatedAgent[] = []
  for (let number = 0; number < count; number++) {
    const identity = { site: `site-${1 + Math.floor(number / 100)}`, agent: `agent-${10_000 + number}` }
    const link = { host: hostname, port: Number(port), cameras: 4, backlog: 0, onEnd: () => undefined }
    agents.push(await connectAgent({ identity, number: 10_000 + number, ...link, onAcked }))
  }
  return {
    async run(forMs: number): Promise<Part> {
      ackMs = []
      longestGapMs = 0
      lastAt = performance.now()
      const [startedAt, ackedBefore] = [performance.now(), acked]
      while (performance.now() - startedAt < forMs) {
        for (; sent < acked + window; sent++) agents[sent % agents.length]?.live()
        for (const agent of agents) agent.drain()
        await sleep(5)
      }
      return { acked: acked - ackedBefore, ackMs, longestGapMs, ms: performance.now() - startedAt }
    },
    close: () => {
      for (const agent of agents) agent.close()
    },
  }
}
