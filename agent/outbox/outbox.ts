import type { SeqRange } from '../../wire/ack.ts'
import { checkEvent, encode } from '../../wire/codec.ts'
import type { EventDraft, EventMessage } from '../../wire/event.ts'
import { type AgentIdentity, eventTopic } from '../../wire/topics.ts'
import { wireVersion } from '../../wire/version.ts'
import { type Db, openDatabase } from './database.ts'
import { createGroupCommit } from './group-commit.ts'
import { createOpenEvents } from './open-events.ts'

/** A message as it lies on disk: what is sent, byte for byte, now or after an outage. */
export type StoredMessage = {
  readonly seq: number
  readonly boot: number
  readonly at: number
  readonly topic: string
  readonly payload: Buffer
}

export type OutboxStatus = {
  /** Messages that nobody has acknowledged. */
  readonly depth: number
  readonly nextSeq: number
  /** Time of the first of them. */
  readonly oldestAt?: number
  /** Why events cannot be written now. */
  readonly failure?: string
}

export type Outbox = {
  /** Start counter of this agent. */
  readonly boot: number
  /** Where a damaged outbox of an earlier start was put. */
  readonly setAside?: string
  /**
   * Writes messages in one transaction with whatever else came within the group-commit time; resolves when they are on disk.
   * While the disk refuses, drafts wait in memory and are tried again: the caller need not.
   * @throws Error when some are lost: they do not fit the contract, or too many wait already; the others are written
   */
  append(drafts: readonly EventDraft[]): Promise<void>
  /** Called after each commit with what it wrote, in order. */
  onCommit(listener: (messages: readonly StoredMessage[]) => void): void
  /** Unacknowledged messages after a sequence number, oldest first. */
  pending(afterSeq: number, limit: number): StoredMessage[]
  /** Deletes what a collector has committed. */
  acknowledge(boot: number, ranges: readonly SeqRange[]): void
  /** Notes, soon, that these events still lasted at `at`, so that a crash closes them no earlier. */
  touch(ids: readonly string[], at: number): void
  status(): OutboxStatus
  close(): Promise<void>
}

export type OutboxOptions = {
  readonly file: string
  readonly identity: AgentIdentity
  readonly now: () => number
  /** How long the first message of a group waits for company. */
  readonly groupMs?: number
}

/**
 * The agent's outbox: every event is on disk, with its place in a gap-free order, before it is sent, and stays there until
 * a collector says that it has committed it.
 * @throws Error when the file can be neither opened nor set aside
 */
export function openOutbox({ file, identity, now, groupMs = 20 }: OutboxOptions): Outbox {
  const { db, setAside } = openDatabase(file, now())
  const boot = nextBoot(db, now())
  const openEvents = createOpenEvents(db, boot)
  const statements = prepare(db)
  const listeners: ((messages: readonly StoredMessage[]) => void)[] = []
  const touched = new Map<string, number>()

  const insert = (draft: EventDraft): StoredMessage => {
    const seq = statements.nextSeq()
    const message = { v: wireVersion, agent: identity.agent, boot, seq, ...draft } satisfies EventMessage
    const topic = eventTopic(identity, draft.camera, draft.type)
    const payload = encode(message)
    statements.insert.run(seq, boot, draft.at, topic, payload)
    openEvents.follow(draft)
    return { seq, boot, at: draft.at, topic, payload }
  }

  const insertAll = db.transaction((drafts: readonly EventDraft[]): StoredMessage[] => {
    const messages = drafts.map(insert)
    for (const [id, at] of touched) openEvents.touch(id, at)
    return messages
  })

  const write = (drafts: readonly EventDraft[]): void => {
    const messages = insertAll(drafts)
    touched.clear()
    depth += messages.length
    for (const listener of listeners) listener(messages)
  }

  const acknowledge = db.transaction((ackBoot: number, ranges: readonly SeqRange[]): number =>
    ranges.reduce((count, [from, to]) => count + statements.acknowledge.run(from, to, ackBoot).changes, 0),
  )

  insertAll(openEvents.closeEarlierBoots())
  // Counted once: a day without a link is a hundred thousand rows.
  let depth = statements.count()
  const group = createGroupCommit({ write, groupMs })

  return {
    boot,
    ...(setAside === undefined ? {} : { setAside }),
    async append(drafts) {
      const { fitting, misfit } = sift(drafts, { v: wireVersion, agent: identity.agent, boot, seq: 1 })
      if (fitting.length > 0) await group.add(fitting)
      if (misfit !== undefined) throw misfit
    },
    onCommit: (listener) => listeners.push(listener),
    pending: (afterSeq, limit) => statements.pending.all(afterSeq, limit) as StoredMessage[],
    acknowledge(ackBoot, ranges) {
      depth -= acknowledge(ackBoot, ranges)
    },
    touch(ids, at) {
      for (const id of ids) touched.set(id, at)
      if (ids.length > 0) group.writeSoon()
    },
    status() {
      const { waiting, failure } = group.status()
      const oldestAt = statements.oldestAt()
      return {
        depth: depth + waiting,
        nextSeq: statements.nextSeq(),
        ...(oldestAt === undefined ? {} : { oldestAt }),
        ...(failure === undefined ? {} : { failure }),
      }
    },
    close: () => group.close().finally(() => db.close()),
  }
}

/**
 * The drafts that fit the contract, and what is wrong with the first that does not: a collector never acknowledges what it
 * does not understand, so that such a message would be sent for ever.
 */
function sift(
  drafts: readonly EventDraft[],
  place: Pick<EventMessage, 'v' | 'agent' | 'boot' | 'seq'>,
): { fitting: EventDraft[]; misfit?: Error } {
  const fitting: EventDraft[] = []
  let misfit: Error | undefined
  for (const draft of drafts) {
    try {
      checkEvent({ ...place, ...draft })
      fitting.push(draft)
    } catch (error) {
      const { type, camera, id } = draft
      misfit ??= new Error(`outbox: ${type} ${id} of camera ${camera} does not fit the contract`, { cause: error })
    }
  }
  return misfit === undefined ? { fitting } : { fitting, misfit }
}

function prepare(db: Db) {
  const last = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'message'").pluck()
  const oldestAt = db.prepare('SELECT at FROM message ORDER BY seq LIMIT 1').pluck()
  const count = db.prepare('SELECT count(*) FROM message').pluck()
  return {
    nextSeq: () => ((last.get() as number | undefined) ?? 0) + 1,
    oldestAt: () => oldestAt.get() as number | undefined,
    count: () => count.get() as number,
    insert: db.prepare('INSERT INTO message (seq, boot, at, topic, payload) VALUES (?, ?, ?, ?, ?)'),
    pending: db.prepare('SELECT seq, boot, at, topic, payload FROM message WHERE seq > ? ORDER BY seq LIMIT ?'),
    acknowledge: db.prepare('DELETE FROM message WHERE seq BETWEEN ? AND ? AND boot = ?'),
  }
}

/**
 * Counts this start. A new file begins at the time in seconds, not at 1: a box whose disk was replaced must not use the
 * (boot, seq) pairs of its earlier life again, for the collector would take its events for duplicates.
 */
function nextBoot(db: Db, now: number): number {
  return db.transaction(() => {
    const previous = db.prepare('SELECT boot FROM boot').pluck().get() as number | undefined
    const boot = previous === undefined ? Math.max(1, Math.floor(now / 1000)) : previous + 1
    db.prepare('INSERT INTO boot (only_row, boot) VALUES (1, ?) ON CONFLICT DO UPDATE SET boot = excluded.boot').run(
      boot,
    )
    return boot
  })()
}
