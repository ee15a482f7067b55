import type { Database } from 'better-sqlite3'
import { encode } from '../../wire/codec.ts'
import type { EventRecord } from '../../wire/rest.ts'
import type { AgentIdentity } from '../../wire/topics.ts'
import { type Account, openAccounts } from './accounts.ts'
import { createAgentRows } from './agents.ts'
import type { Arrival, BatchResult, EventArrival, Fault, Settled } from './arrival.ts'
import { isRowFault } from './database.ts'
import { createEraser, type Erasure } from './erasing.ts'
import { createEventRows } from './events.ts'
import { createQuarantine } from './quarantine.ts'
import { openWhole } from './set-aside.ts'
import { createSettledRows } from './settled.ts'
import { createStarts } from './starts.ts'

export type Store = {
  /**
   * Stores a batch in one transaction; when it returns, the batch is on disk.
   * @throws Error when the database cannot be written; then nothing of the batch is stored
   */
  write(batch: readonly Arrival[]): BatchResult
  /** Noted changes of events up to this one are not needed any longer. */
  forgetChanges(upTo: number): void
  /** Deletes what retention has chosen. @throws Error when that fails; then nothing of the step is done */
  erase(erasure: Erasure): void
  /** Commits one row for real. @throws Error when that fails */
  probe(at: number): void
  close(): void
}

export type StoreOptions = {
  readonly quarantineRows: number
  /** Damage has shown in the file: all of it is read before anybody relies on it. */
  readonly isSuspect?: boolean
}

/**
 * Opens the database of the collector.
 * @param onSetAside told of a damaged file that an empty one has replaced
 * @throws Error when the file cannot be opened, or belongs to a newer program
 */
export function openStore(
  file: string,
  options: StoreOptions,
  onSetAside?: (damaged: { file: string; reason: string }) => void,
): Store {
  const { db, setAside } = openWhole(file, Date.now(), undefined, options.isSuspect)
  if (setAside !== undefined) onSetAside?.(setAside)
  return createStore(db, options)
}

/** Everything that the collector writes into its database. */
export function createStore(db: Database, { quarantineRows }: StoreOptions): Store {
  const agents = createAgentRows(db)
  const settled = createSettledRows(db)
  const eraser = createEraser(db)
  const events = createEventRows(db, eraser)
  const quarantine = createQuarantine(db, quarantineRows)
  const starts = createStarts(db)
  const forgetChanges = db.prepare('DELETE FROM changed WHERE n <= ?')
  const probe = db.prepare('INSERT INTO probe VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET at = excluded.at')

  const addEvent = (arrival: EventArrival, account: Account, tally: BatchTally): void => {
    const { message, topic, receivedAt } = arrival
    const outcome = account.fresh.delete(message.seq)
      ? events.add(account.agentId, arrival)
      : events.recognise(account.agentId, message)
    if (outcome.kind === 'stored') {
      agents.declare(account.agentId, message)
      tally.records.set(message.id, () => starts.complete(account.agentId, outcome.record()))
      tally.stored += 1
      account.counts.stored += 1
    } else if (outcome.kind === 'duplicate') {
      tally.duplicates += 1
      account.counts.duplicates += 1
    } else {
      const { kind: reason, detail } = outcome
      setAside({ topic, receivedAt, payload: encode(message), reason, detail }, account, tally)
    }
  }

  const setAside = (fault: Omit<Fault, 'kind'>, account: Account | undefined, tally: BatchTally): void => {
    quarantine.add(fault)
    tally.quarantined += 1
    if (account !== undefined) account.counts.quarantined += 1
  }

  const add = (arrival: Arrival, account: Account | undefined, tally: BatchTally): void => {
    if (arrival.kind === 'fault') {
      setAside(arrival, account, tally)
    } else if (arrival.kind !== 'event') {
      agents.keep(arrival)
      tally.agents.set(`${arrival.site}/${arrival.agent}`, { site: arrival.site, agent: arrival.agent })
    } else if (account !== undefined) {
      addEvent(arrival, account, tally)
    }
  }

  const commit = db.transaction((batch: readonly Arrival[], addOne: typeof add): BatchTally => {
    const accounts = openAccounts(batch, agents, settled)
    const tally = emptyTally(accounts.settled)
    for (const [index, arrival] of batch.entries()) addOne(arrival, accounts.at(index), tally)
    accounts.close()
    events.noteChanges()
    if (tally.quarantined > 0) tally.evicted = quarantine.trim()
    return tally
  })

  const forget = (): void => {
    agents.forget()
    settled.forget()
    events.forget()
  }

  const commitOrForget = (batch: readonly Arrival[], addOne: typeof add): BatchTally => {
    try {
      // At once: a command that deletes beside it must not come between its reading and its writing.
      return commit.immediate(batch, addOne)
    } catch (error) {
      forget()
      throw error
    }
  }

  // Each arrival in a savepoint of its own, so that the one the store fails over does not take the others with it.
  const addInSavepoint = db.transaction(add)
  const addIsolated: typeof add = (arrival, account, tally) => {
    try {
      addInSavepoint(arrival, account, tally)
    } catch (error) {
      if (!isRowFault(error)) throw error
      forget()
      setAside(notStorable(arrival, error), account, tally)
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
    forgetChanges: (upTo) => void forgetChanges.run(upTo),
    erase: eraser.erase,
    probe: (at) => void probe.run(at),
    close: () => void db.close(),
  }
}

type BatchTally = {
  settled: readonly Settled[]
  records: Map<string, () => EventRecord>
  agents: Map<string, AgentIdentity>
  stored: number
  duplicates: number
  quarantined: number
  evicted: number
}

function emptyTally(settled: readonly Settled[]): BatchTally {
  return {
    settled,
    records: new Map(),
    agents: new Map(),
    stored: 0,
    duplicates: 0,
    quarantined: 0,
    evicted: 0,
  }
}

function toResult({ records, agents, ...rest }: BatchTally): BatchResult {
  return {
    ...rest,
    agents: [...agents.values()],
    get events() {
      return Array.from(records.values(), (record) => record())
    },
  }
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
