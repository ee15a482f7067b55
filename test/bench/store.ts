/** What ingest and store cost by themselves: no broker, no network, one thread, a real file that is waited for. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createIngest } from '../../collector/ingest/ingest.ts'
import { openStore } from '../../collector/store/store.ts'
import { createLog } from '../../runtime/log.ts'
import { quantile, table } from '../../scripts/fleet-agents/figures.ts'
import { asReplayed, createMessageMaker } from '../../scripts/fleet-agents/messages.ts'
import { maxReplayBytes } from '../../wire/codec.ts'
import { type AgentIdentity, agentTopic, eventTopic } from '../../wire/topics.ts'

type Message = { readonly topic: string; readonly payload: Buffer; readonly events: number }

export type StoreBench = { readonly events: number; readonly rounds: number }

/** @returns a table: live events of 1,000 agents in turn, one a message, and a backlog of 100 agents */
export function benchStore({ events, rounds }: StoreBench): string {
  const rows = Array.from({ length: rounds }, (_, round) =>
    (['live', 'replay'] as const).map((kind) => {
      const { cpuUs, commitMs, bytes } = drive(kind === 'live' ? liveOf(events) : replayOf(events))
      const figures = `${cpuUs.toFixed(1)} µs CPU an event, ${bytes.toFixed(0)} bytes; commits p50 ${quantile(commitMs, 0.5).toFixed(1)}, p99 ${quantile(commitMs, 0.99).toFixed(1)} ms`
      return [`${kind}, round ${round + 1}`, figures] as const
    }),
  )
  return table(rows.flat())
}

function drive(messages: readonly Message[]): { cpuUs: number; commitMs: number[]; bytes: number } {
  const folder = mkdtempSync(join(tmpdir(), 'watchpost-store-'))
  const file = join(folder, 'collector.db')
  const store = openStore(file, { quarantineRows: 1_000 })
  const commitMs: number[] = []
  let due: (() => void) | undefined
  const ingest = createIngest({
    write: (batch) => store.write(batch),
    acknowledge: () => undefined,
    onCommitted: (_, tookMs) => void commitMs.push(tookMs),
    log: createLog('bench', 'warn'),
    schedule(run) {
      due = run
      return () => {
        due = undefined
      }
    },
  })
  const commitAll = (): void => {
    while (due !== undefined) {
      const run = due
      due = undefined
      run()
    }
  }
  const before = process.cpuUsage()
  let waiting = 0
  for (const { topic, payload, events } of messages) {
    ingest.accept(topic, payload)
    waiting += events
    if (waiting < batchEvents) continue
    waiting = 0
    commitAll()
  }
  commitAll()
  const { user, system } = process.cpuUsage(before)
  const { stored } = ingest.status()
  ingest.close()
  store.close()
  const bytes = statSync(file).size / stored
  rmSync(folder, { recursive: true })
  const total = messages.reduce((sum, { events }) => sum + events, 0)
  if (stored !== total) throw new Error(`bench: ${stored} of ${total} events are stored`)
  return { cpuUs: (user + system) / stored, commitMs, bytes }
}

const batchEvents = 1_024
const startAt = 1_795_362_000_000

function makersOf(agents: number) {
  return Array.from({ length: agents }, (_, number) => {
    const identity: AgentIdentity = { site: `site-${1 + Math.floor(number / 100)}`, agent: `agent-${number + 1}` }
    const options = { boot: startAt * 1_000 + number, cameras: 4, salt: number, afterSeq: 0 }
    return { identity, maker: createMessageMaker(identity, options) }
  })
}

function liveOf(events: number): Message[] {
  const makers = makersOf(1_000)
  return Array.from({ length: events }, (_, index) => {
    const { identity, maker } = makers[index % makers.length] as (typeof makers)[number]
    const { camera, type, text } = maker.next(startAt + index)
    return { topic: eventTopic(identity, camera, type), payload: Buffer.from(text), events: 1 }
  })
}

function replayOf(events: number): Message[] {
  const makers = makersOf(100)
  const messages: Message[] = []
  for (let made = 0; made < events; ) {
    const { identity, maker } = makers[messages.length % makers.length] as (typeof makers)[number]
    const texts: string[] = []
    for (let bytes = 2; bytes < maxReplayBytes - 1_000 && made < events; made++) {
      const text = asReplayed(maker.next(startAt + made).text)
      texts.push(text)
      bytes += text.length + 1
    }
    messages.push({
      topic: agentTopic(identity, 'replay'),
      payload: Buffer.from(`[${texts.join(',')}]`),
      events: texts.length,
    })
  }
  return messages
}
