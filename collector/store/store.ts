import type { Database } from 'better-sqlite3'
import { encode } from '../../wire/codec.ts'
import type { EventRecord } from '../../wire/rest.ts'
import type { AgentIdentity } from '../../wire/topics.ts'
import { createAgentRows } from './agents.ts'
import type { Arrival, BatchResult, EventArrival, Fault, Settled } from './arrival.ts'
import { isRowFault, openDatabase } from './database.ts'
import { createEventRows } from './events.ts'
import { createQuarantine } from './quarantine.ts'

export type Store = {
  /**
   * Stores a batch in one transaction; when it returns, the batch is on disk.
   * @throws Error when the database cannot be written; then nothing of the batch is stored
   */
  write(batch: readonly Arrival[]): BatchResult
  /** Commits one row for real. @throws Error when that fails */
  probe(at: number): void
  close(): void
}

export type StoreOptions = { readonly quarantineRows: number }

/**
 * Opens the database of the collector.
 * @throws Error when the file cannot be opened, or belongs to a newer program
 */
export function openStore(file: string, options: StoreOptions): Store {
  return createStore(openDatabase(file), options)
}

/** Everything that the collector writes into its database. */
export function createStore(db: Database, { quarantineRows }: StoreOptions): Store {
  const agents = createAgentRows(db)
  const events = createEventRows(db)
  const quarantine = createQuarantine(db, quarantineRows)
  const probe = db.prepare('INSERT INTO probe VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET at = excluded.at')

  const addEvent = (arrival: EventArrival, tally: BatchTally): void => {
    const { site, agent, message, topic, receivedAt } = arrival
    const agentId = agents.idOf(arrival, receivedAt)
    const outcome = events.add(agentId, arrival)
    tally.seenAt.set(agentId, receivedAt)
    tally.settled.push({ site, agent, boot: message.boot, seq: message.seq })
    if (outcome.kind === 'stored') {
      tally.events.set(message.id, outcome.record)
      tally.stored += 1
    } else if (outcome.kind === 'duplicate') {
      tally.duplicates += 1
    } else {
      setAside({ topic, receivedAt, payload: encode(message), reason: outcome.kind, detail: outcome.detail }, tally)
    }
  }

  const setAside = (fault: Omit<Fault, 'kind'>, tally: BatchTally): void => {
    quarantine.add(fault)
    tally.quarantined += 1
  }

  const add = (arrival: Arrival, tally: BatchTally): void => {
    if (arrival.kind === 'event') addEvent(arrival, tally)
    else if (arrival.kind === 'fault') setAside(arrival, tally)
    else {
      agents.keep(arrival)
      tally.agents.set(`${arrival.site}/${arrival.agent}`, { site: arrival.site, agent: arrival.agent })
    }
  }

  const commit = db.transaction((batch: readonly Arrival[], addOne: typeof add): BatchTally => {
    const tally = emptyTally()
    for (const arrival of batch) addOne(arrival, tally)
    for (const [agentId, receivedAt] of tally.seenAt) agents.seen(agentId, receivedAt)
    if (tally.quarantined > 0) tally.evicted = quarantine.trim()
    return tally
  })

  const forget = (): void => {
    agents.forget()
    events.forget()
  }

  const commitOrForget = (batch: readonly Arrival[], addOne: typeof add): BatchTally => {
    try {
      return commit(batch, addOne)
    } catch (error) {
      forget()
      throw error
    }
  }

  // Each arrival in a savepoint of its own, so that the one the store fails over does not take the others with it.
  const addInSavepoint = db.transaction(add)
  const addIsolated = (arrival: Arrival, tally: BatchTally): void => {
    try {
      addInSavepoint(arrival, tally)
    } catch (error) {
      if (!isRowFault(error)) throw error
      forget()
      setAside(notStorable(arrival, error), tally)
    }
  }

  return {
    write(batch) {
      try {
        return toResult(commitOrForget(batch, add))
      } catch (error) {
        if (!isRowFault(error)) throw error
        return toResult(commitOrForget(batch, addIsolated))
      }
    },
    probe: (at) => void probe.run(at),
    close: () => void db.close(),
  }
}

type BatchTally = {
  settled: Settled[]
  events: Map<string, EventRecord>
  agents: Map<string, AgentIdentity>
  seenAt: Map<number, number>
  stored: number
  duplicates: number
  quarantined: number
  evicted: number
}

function emptyTally(): BatchTally {
  return {
    settled: [],
    events: new Map(),
    agents: new Map(),
    seenAt: new Map(),
    stored: 0,
    duplicates: 0,
    quarantined: 0,
    evicted: 0,
  }
}

function toResult({ seenAt: _, events, agents, ...rest }: BatchTally): BatchResult {
  return { ...rest, events: [...events.values()], agents: [...agents.values()] }
}

function notStorable(arrival: Arrival, error: unknown): Omit<Fault, 'kind'> {
  return {
    topic: arrival.topic,
    receivedAt: arrival.receivedAt,
    payload: arrival.kind === 'fault' ? arrival.payload : encode(arrival),
    reason: 'not-storable',
    detail: error instanceof Error ? error.message : String(error),
  }
}
