/** Bytes → valid → once → stored → acknowledged. */
import type { Log } from '../../runtime/log.ts'
import { backoffMs } from '../../runtime/supervise.ts'
import type { Arrival, BatchResult } from '../store/arrival.ts'
import { createTally } from '../tally.ts'
import { type AddressedAck, acksOf } from './acks.ts'
import { readMessage } from './read-message.ts'

export type IngestOptions = {
  /** Stores a batch durably or throws; nothing is acknowledged before it returns. */
  readonly write: (batch: readonly Arrival[]) => BatchResult
  readonly acknowledge: (ack: AddressedAck) => void
  /** What a commit changed, after its acknowledgement. */
  readonly onCommitted: (result: BatchResult) => void
  readonly log: Log
  readonly maxQueued?: number
}

export type IngestStatus = {
  readonly queued: number
  /** How long the oldest message has been waiting. */
  readonly oldestMs: number
  /** Why the store could not be written the last time. */
  readonly failure: string | undefined
  readonly stored: number
  readonly duplicates: number
  readonly quarantined: number
  /** Messages that found the queue full; agents send them again. */
  readonly dropped: number
}

export type Ingest = {
  accept(topic: string, payload: Uint8Array): void
  status(): IngestStatus
  /** Stores and acknowledges what is queued; takes no more. */
  close(): void
}

/** A group commit waits this long for company, or for this many messages. */
const commitAfterMs = 20
const batchSize = 256

/** Shares of the queue: faults may be large; births, states and health are rare and not sent again. */
const room: Record<Arrival['kind'], number> = { event: 1, fault: 1 / 8, birth: 2, state: 2, health: 2 }

const retry = { minMs: 100, maxMs: 5_000, jitter: 0.2 }

/**
 * The queue is bounded: when the store fails, the newest events are dropped and counted, which loses nothing, since what
 * is not acknowledged is sent again.
 */
export function createIngest({ write, acknowledge, onCommitted, log, maxQueued = 8_192 }: IngestOptions): Ingest {
  const queue: Arrival[] = []
  const counts = { stored: 0, duplicates: 0, quarantined: 0, dropped: 0 }
  const fullTally = createTally(log, 'message dropped, the queue is full; agents send it again')
  const faultTally = createTally(log, 'message quarantined')
  const evictionTally = createTally(log, 'quarantine is full, its oldest message was deleted')
  let timer: NodeJS.Timeout | undefined
  let failure: string | undefined
  let attempt = 0
  let isClosed = false

  const enqueue = (arrival: Arrival): void => {
    if (queue.length >= maxQueued * room[arrival.kind]) {
      counts.dropped += 1
      fullTally.add({ topic: arrival.topic, dropped: counts.dropped })
      return
    }
    if (arrival.kind === 'fault')
      faultTally.add({ topic: arrival.topic, reason: arrival.reason, detail: arrival.detail })
    queue.push(arrival)
  }

  const commitOne = (): boolean => {
    try {
      const result = write(queue.slice(0, batchSize))
      queue.splice(0, batchSize)
      if (failure !== undefined) log.info({ attempts: attempt }, 'the store can be written again')
      failure = undefined
      attempt = 0
      settle(result)
      return true
    } catch (error) {
      attempt += 1
      failure = error instanceof Error ? error.message : String(error)
      if (attempt === 1) log.error({ err: error }, 'the store cannot be written; nothing is acknowledged until it can')
      return false
    }
  }

  const settle = (result: BatchResult): void => {
    counts.stored += result.stored
    counts.duplicates += result.duplicates
    counts.quarantined += result.quarantined
    if (result.evicted > 0) evictionTally.add({ rows: result.evicted })
    for (const ack of acksOf(result.settled)) acknowledge(ack)
    onCommitted(result)
  }

  const commit = (): void => {
    clearTimeout(timer)
    timer = undefined
    const isCommitted = queue.length === 0 || commitOne()
    if (!isCommitted) schedule(backoffMs(retry, attempt, Math.random()))
    else if (queue.length > 0) schedule(queue.length >= batchSize ? 0 : commitAfterMs)
  }

  const schedule = (delayMs: number): void => {
    timer ??= setTimeout(commit, delayMs)
  }

  return {
    accept(topic, payload) {
      if (isClosed) return
      for (const arrival of readMessage(topic, payload, Date.now())) enqueue(arrival)
      if (queue.length === 0) return
      if (queue.length >= batchSize && failure === undefined) commit()
      else schedule(commitAfterMs)
    },
    status: () => ({
      ...counts,
      queued: queue.length,
      oldestMs: queue[0] === undefined ? 0 : Date.now() - queue[0].receivedAt,
      failure,
    }),
    close() {
      isClosed = true
      clearTimeout(timer)
      while (queue.length > 0 && commitOne());
      if (queue.length > 0)
        log.error({ queued: queue.length }, 'closed with messages not stored; agents send them again')
    },
  }
}
