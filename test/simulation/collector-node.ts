import Database from 'better-sqlite3'
import { type AddressedAck, acksOf } from '../../collector/ingest/acks.ts'
import { createIngest, type Ingest } from '../../collector/ingest/ingest.ts'
import type { Arrival, BatchResult, Settled } from '../../collector/store/arrival.ts'
import { openDatabase } from '../../collector/store/database.ts'
import { createStore } from '../../collector/store/store.ts'
import { createLog } from '../../runtime/log.ts'
import { toRanges } from '../../wire/ack.ts'
import type { EventMessage } from '../../wire/event.ts'
import type { EventRecord } from '../../wire/rest.ts'
import { recordsOf } from '../collector/records.ts'
import { sentEvents } from '../sent-event.ts'
import type { Clock } from './clock.ts'
import { createFaultLine, type FaultLine } from './fault-line.ts'
import type { Flaw } from './flaw.ts'

/** Ingest and store of the product, and a disk that outlives them. */
export type CollectorNode = {
  readonly disk: FaultLine
  accept(topic: string, payload: Buffer): void
  /** Ends at once, with all that is queued. */
  crash(): void
  start(): void
  isRunning(): boolean
  /** What readers see. */
  messages(): EventMessage[]
  records(): EventRecord[]
}

export type CollectorNodeOptions = {
  readonly clock: Clock
  readonly flaw: Flaw | undefined
  readonly acknowledge: (ack: AddressedAck) => void
}

const template = openDatabase(':memory:').serialize()
const log = createLog('test', 'silent')

export function createCollectorNode({ clock, flaw, acknowledge }: CollectorNodeOptions): CollectorNode {
  const db = new Database(template)
  const disk = createFaultLine(db, ['event', 'later_message'])
  let ingest: Ingest | undefined
  const seen = new Set<number>()

  /** What came before is stored once more under a number that is free, as a store without its key would store it. */
  const storeAgain = (batch: readonly Arrival[], write: (batch: readonly Arrival[]) => BatchResult): BatchResult => {
    const settled: Settled[] = []
    const changed = batch.map((arrival) => {
      if (arrival.kind !== 'event') return arrival
      const { site, agent, message } = arrival
      const { boot, seq } = message
      settled.push({ site, agent, boot, seq })
      const isNew = !seen.has(seq)
      seen.add(seq)
      return isNew ? arrival : { ...arrival, message: { ...message, boot: boot + clock.now() + settled.length } }
    })
    return { ...write(changed), settled }
  }

  const start = (): void => {
    let isCurrent = true
    const store = createStore(db, { quarantineRows: 1_000 })
    const schedule: Clock['schedule'] = (run, delayMs) => clock.schedule(() => isCurrent && run(), delayMs)
    const write = (batch: readonly Arrival[]): BatchResult =>
      flaw === 'stores-twice' ? storeAgain(batch, (changed) => store.write(changed)) : store.write(batch)
    const started = createIngest({
      write,
      acknowledge: (ack) => isCurrent && acknowledge(ack),
      onCommitted: () => undefined,
      log,
      now: clock.now,
      schedule,
    })
    ingest = {
      ...started,
      close() {
        isCurrent = false
      },
    }
  }

  const read = <T>(sql: string): T[] =>
    db
      .prepare<[], string>(sql)
      .pluck()
      .all()
      .map((text) => JSON.parse(text) as T)

  return {
    disk,
    accept(topic, payload) {
      if (flaw === 'acknowledges-early' && ingest !== undefined) acknowledgeNow(topic, payload, acknowledge)
      ingest?.accept(topic, payload)
    },
    crash() {
      ingest?.close()
      ingest = undefined
    },
    start,
    isRunning: () => ingest !== undefined,
    messages: () => read<EventMessage>('SELECT payload FROM message'),
    // As text, as over HTTP.
    records: () => JSON.parse(JSON.stringify(recordsOf(db))) as EventRecord[],
  }
}

function acknowledgeNow(topic: string, payload: Buffer, acknowledge: (ack: AddressedAck) => void): void {
  const settled = sentEvents({ topic, payload }).map(({ agent, boot, seq }) => ({ site: 'harbour', agent, boot, seq }))
  for (const ack of acksOf(settled)) acknowledge(ack)
}

/** The sequence numbers of a published payload, as an acknowledgement of it. */
export function placesOf(payload: Buffer): { boot: number; ranges: [number, number][] }[] {
  const events = [JSON.parse(payload.toString()) as EventMessage | EventMessage[]].flat()
  return [...new Set(events.map(({ boot }) => boot))].map((boot) => ({
    boot,
    ranges: toRanges(events.filter((event) => event.boot === boot).map(({ seq }) => seq)).map(([a, b]) => [a, b]),
  }))
}
