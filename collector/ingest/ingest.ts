/** Bytes → valid → once → stored → acknowledged. */
import type { Log } from '../../runtime/log.ts'
import { backoffMs } from '../../runtime/supervise.ts'
import type { Arrival, BatchResult } from '../store/arrival.ts'
import { createTally } from '../tally.ts'
import { type AddressedAck, acksOf } from './acks.ts'
import { createClockOffsets } from './clock-offset.ts'
import { createRawQueue } from './queue.ts'
import { readMessage } from './read-message.ts'

export type IngestOptions = {
  /** Stores a batch durably or throws; nothing is acknowledged before it returns. */
  readonly write: (batch: readonly Arrival[]) => BatchResult
  readonly acknowledge: (ack: AddressedAck) => void
  /** What a commit changed, after its acknowledgement, and how long it took. */
  readonly onCommitted: (result: BatchResult, commitMs: number) => void
  /** Told of the ticket of each message that is stored, before `onCommitted`. */
  readonly release?: (ticket: number) => void
  readonly log: Log
  /** Live messages that wait at most. */
  readonly maxQueued?: number
  readonly now?: () => number
  /** Runs something later. @returns what takes it back */
  readonly schedule?: (run: () => void, delayMs: number) => () => void
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
  /**
   * @param receivedAt when it came, where that was not now
   * @param ticket what `release` is told when the message is stored; 0 or nothing: nobody waits for it
   * @returns false when it is not taken: there is no room, or it is none of ours
   */
  accept(topic: string, payload: Uint8Array, receivedAt?: number, ticket?: number): boolean
  status(): IngestStatus
  /** Stores and acknowledges what is queued; takes no more. */
  close(): void
}

/** A group commit waits this long for company, or for this many messages. */
const commitAfterMs = 5
const enoughMessages = 1_024
/** Of one commit: to wait for the disk costs as long for one event as for thousands, and what is live waits meanwhile. */
const batchSize = 4_096

const retry = { minMs: 100, maxMs: 5_000, jitter: 0.2 }

/**
 * The queue is bounded: when the store fails or is too slow, the newest events are dropped and counted, which loses
 * nothing, since what is not acknowledged is sent again.
 */
export function createIngest(options: IngestOptions): Ingest {
  const {
    write,
    acknowledge,
    onCommitted,
    release,
    log,
    maxQueued = 65_536,
    now = Date.now,
    schedule = runLater,
  } = options
  const queue = createRawQueue(maxQueued)
  const clockOffset = createClockOffsets()
  const counts = { stored: 0, duplicates: 0, quarantined: 0, dropped: 0 }
  const fullTally = createTally(log, 'message dropped, the queue is full; agents send it again')
  const faultTally = createTally(log, 'message quarantined')
  const evictionTally = createTally(log, 'quarantine is full, its oldest message was deleted')
  /** Taken from the queue, and, while the store fails, not stored yet. */
  let batch: Arrival[] = []
  let tickets: number[] = []
  let cancel: (() => void) | undefined
  let failure: string | undefined
  let attempt = 0
  let isHurried = false
  let isClosed = false

  const fillBatch = (): void => {
    while (batch.length < batchSize) {
      const raw = queue.take()
      if (raw === undefined) return
      for (const arrival of readMessage(raw)) batch.push(judged(arrival))
      if (raw.ticket > 0) tickets.push(raw.ticket)
    }
  }

  const judged = (arrival: Arrival): Arrival => {
    if (arrival.kind === 'health') return { ...arrival, clockOffsetMs: clockOffset(arrival, arrival.clockOffsetMs) }
    if (arrival.kind === 'fault')
      faultTally.add({ topic: arrival.topic, reason: arrival.reason, detail: arrival.detail })
    return arrival
  }

  const commitOne = (): boolean => {
    fillBatch()
    const startedAt = performance.now()
    try {
      const result = write(batch)
      batch = []
      if (failure !== undefined) log.info({ attempts: attempt }, 'the store can be written again')
      failure = undefined
      attempt = 0
      settle(result, performance.now() - startedAt)
      return true
    } catch (error) {
      attempt += 1
      failure = error instanceof Error ? error.message : String(error)
      if (attempt === 1) log.error({ err: error }, 'the store cannot be written; nothing is acknowledged until it can')
      return false
    }
  }

  const settle = (result: BatchResult, commitMs: number): void => {
    counts.stored += result.stored
    counts.duplicates += result.duplicates
    counts.quarantined += result.quarantined
    if (result.evicted > 0) evictionTally.add({ rows: result.evicted })
    for (const ack of acksOf(result.settled)) acknowledge(ack)
    for (const ticket of tickets) release?.(ticket)
    tickets = []
    onCommitted(result, commitMs)
  }

  const waiting = (): number => queue.length() + batch.length

  const commit = (): void => {
    cancel?.()
    cancel = undefined
    isHurried = false
    const isCommitted = waiting() === 0 || commitOne()
    if (!isCommitted) later(backoffMs(retry, attempt, Math.random()))
    else if (waiting() > 0) later(0)
  }

  const later = (delayMs: number): void => {
    cancel ??= schedule(commit, delayMs)
  }

  /** Not at once: what else has come by now may be live, and goes before a backlog. */
  const hurry = (): void => {
    if (isHurried) return
    isHurried = true
    cancel?.()
    cancel = schedule(commit, 0)
  }

  return {
    accept(topic, payload, receivedAt = now(), ticket = 0) {
      if (isClosed || !isOurs(topic)) return false
      if (!queue.add(topic, payload, receivedAt, ticket)) {
        counts.dropped += 1
        fullTally.add({ topic, dropped: counts.dropped })
        return false
      }
      if (queue.length() >= enoughMessages && failure === undefined) hurry()
      else later(commitAfterMs)
      return true
    },
    status: () => ({
      ...counts,
      queued: waiting(),
      oldestMs: waiting() === 0 ? 0 : now() - Math.min(batch[0]?.receivedAt ?? now(), queue.oldestAt() ?? now()),
      failure,
    }),
    close() {
      isClosed = true
      cancel?.()
      while (waiting() > 0 && commitOne());
      if (waiting() > 0) log.error({ queued: waiting() }, 'closed with messages not stored; agents send them again')
    },
  }
}

/** Other people may use the broker too. */
function isOurs(topic: string): boolean {
  return topic.startsWith('watchpost/')
}

/** What waits for nothing lets the sockets have their turn first. */
function runLater(run: () => void, delayMs: number): () => void {
  if (delayMs === 0) {
    const immediate = setImmediate(run)
    return () => clearImmediate(immediate)
  }
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}
