import type { SeqRange } from '../../wire/ack.ts'
import { chainLink } from '../../wire/chain.ts'
import type { EventDraft, Hole } from '../../wire/event.ts'
import { type AgentIdentity, eventTopic } from '../../wire/topics.ts'
import { compose } from './compose.ts'
import type { Db } from './database.ts'
import type { Entry } from './entry.ts'
import { createOpenEvents } from './open-events.ts'

/** A message as it lies on disk: what is sent, byte for byte, now or after an outage. */
export type StoredMessage = {
  readonly seq: number
  readonly boot: number
  readonly at: number
  readonly topic: string
  readonly payload: Buffer
}

/** The outbox on disk. Every call is one transaction or one query, and throws what SQLite throws. */
export type Journal = {
  readonly boot: number
  lastSeq(): number
  /**
   * Writes all of it or nothing: what is left to say of earlier starts, the entries in order, and until when open events lasted.
   * @returns the messages with their places
   */
  write(entries: readonly Entry[], touched: ReadonlyMap<string, number>): StoredMessage[]
  /** Unacknowledged messages after a sequence number, oldest first. */
  pending(afterSeq: number, limit: number): StoredMessage[]
  /** @returns how many are deleted */
  acknowledge(boot: number, ranges: readonly SeqRange[]): number
  count(): number
  oldestAt(): number | undefined
}

export type JournalOptions = {
  readonly identity: AgentIdentity
  readonly minBoot: number
  /** How far boots count on where the clock does not. */
  readonly bootStep: number
  /** What an earlier file is known to have reached: numbers after it are used. */
  readonly startAfter: number
  /** Holes to declare before anything else. */
  readonly holes: (nextSeq: number) => readonly Hole[]
  readonly declare: (hole: Hole) => EventDraft
  /** What is said first of all of this start. */
  readonly started?: () => EventDraft
}

/**
 * Counts this start, which is written with the first messages, so that a disk that is full now can at least be read.
 */
export function createJournal(db: Db, options: JournalOptions): Journal {
  const { identity, declare } = options
  const statements = prepare(db)
  const boot = Math.max(statements.boot() + options.bootStep, options.minBoot)
  const openEvents = createOpenEvents(db, boot)
  let tail = { seq: Math.max(statements.lastSeq(), options.startAfter), link: statements.link() }
  let unsaid: { holes: readonly Hole[]; ends: readonly EventDraft[] } | undefined = {
    holes: options.holes(tail.seq + 1),
    ends: openEvents.closeEarlierBoots(),
  }

  /** Changes nothing but the database, so that it can be rolled back. */
  const writeAll = db.transaction((entries: readonly Entry[], touched: ReadonlyMap<string, number>) => {
    const messages: StoredMessage[] = []
    let { seq, link } = tail

    const insert = (draft: EventDraft): void => {
      seq += 1
      const { at, camera, type } = draft
      const payload = compose({ boot, seq, link }, draft)
      const message = { seq, boot, at, topic: eventTopic(identity, camera, type), payload }
      statements.insert.run(seq, boot, at, message.topic, payload)
      openEvents.follow(draft)
      link = chainLink(payload)
      messages.push(message)
    }

    const insertHole = (hole: Hole): void => {
      seq = Math.max(seq, hole.to ?? 0)
      insert(declare(hole))
    }

    if (unsaid !== undefined) {
      statements.claimBoot.run(boot)
      if (options.started !== undefined) insert(options.started())
      for (const hole of unsaid.holes) insertHole(hole)
      for (const end of unsaid.ends) insert(end)
    }
    for (const entry of entries) {
      if ('draft' in entry) insert(entry.draft)
      else insertHole({ cause: entry.loss.cause, from: seq + 1, to: seq + entry.loss.count })
    }
    for (const [id, at] of touched) openEvents.touch(id, at)
    if (messages.length > 0) statements.keepLink.run(link)
    return { messages, tail: { seq, link } }
  })

  const acknowledge = db.transaction((ackBoot: number, ranges: readonly SeqRange[]): number =>
    ranges.reduce((count, [from, to]) => count + statements.acknowledge.run(from, to, ackBoot).changes, 0),
  )

  return {
    boot,
    lastSeq: () => tail.seq,
    write(entries, touched) {
      const written = writeAll(entries, touched)
      tail = written.tail
      unsaid = undefined
      return written.messages
    },
    pending: (afterSeq, limit) => statements.pending.all(afterSeq, limit) as StoredMessage[],
    acknowledge,
    count: statements.count,
    oldestAt: statements.oldestAt,
  }
}

function prepare(db: Db) {
  const boot = db.prepare('SELECT boot FROM boot').pluck()
  const lastSeq = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'message'").pluck()
  const link = db.prepare('SELECT link FROM chain').pluck()
  const oldestAt = db.prepare('SELECT at FROM message ORDER BY seq LIMIT 1').pluck()
  const count = db.prepare('SELECT count(*) FROM message').pluck()
  return {
    boot: () => (boot.get() as number | undefined) ?? 0,
    lastSeq: () => (lastSeq.get() as number | undefined) ?? 0,
    link: () => link.get() as string | undefined,
    oldestAt: () => oldestAt.get() as number | undefined,
    count: () => count.get() as number,
    claimBoot: db.prepare(
      'INSERT INTO boot (only_row, boot) VALUES (1, ?) ON CONFLICT DO UPDATE SET boot = excluded.boot',
    ),
    keepLink: db.prepare(
      'INSERT INTO chain (only_row, link) VALUES (1, ?) ON CONFLICT DO UPDATE SET link = excluded.link',
    ),
    insert: db.prepare('INSERT INTO message (seq, boot, at, topic, payload) VALUES (?, ?, ?, ?, ?)'),
    pending: db.prepare('SELECT seq, boot, at, topic, payload FROM message WHERE seq > ? ORDER BY seq LIMIT ?'),
    acknowledge: db.prepare('DELETE FROM message WHERE seq BETWEEN ? AND ? AND boot = ?'),
  }
}
