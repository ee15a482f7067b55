import { isDeepStrictEqual } from 'node:util'
import type { Database } from 'better-sqlite3'
import type { EventMessage } from '../../wire/event.ts'
import type { EventRecord } from '../../wire/rest.ts'
import type { EventArrival } from './arrival.ts'
import { createChanges } from './changes.ts'
import type { Eraser } from './erasing.ts'
import { createEventMediaRows } from './event-media.ts'
import { beginRecord, foldMessage, foldMessages } from './fold.ts'

/** `stored` comes with what makes the event as it is now; the others say why nothing changed. */
export type EventOutcome =
  | { readonly kind: 'stored'; readonly record: () => EventRecord }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'conflict' | 'id-taken'; readonly detail: string }

export type EventRows = {
  /** Stores a message that was not settled before. */
  add(agentId: number, arrival: EventArrival): EventOutcome
  /** What a message is whose place is settled already: the same again, or another one in its name. */
  recognise(agentId: number, message: EventMessage): EventOutcome
  /** Writes down which events of before this batch it changed; the last thing in its transaction. */
  noteChanges(): void
  /** After a rollback: what was remembered as written is not. */
  forget(): void
}

type EventRow = {
  n: number
  agent_id: number
  camera: string
  type: string
  score: number | null
  received_at: number
  last_boot: number
  last_seq: number
  /** 0 or 1: whether there is a record beside the messages. */
  is_folded: number
}

type EventTexts = {
  /** The message that came first, as JSON. */
  first: string
  /** All messages folded, as JSON; null where whoever reads can do that at once: of one message, or ended in order. */
  record: string | null
}

export function createEventRows(db: Database, erased: Pick<Eraser, 'sweptTo' | 'erasedBefore'>): EventRows {
  const later = createLaterMessages(db)
  const changes = createChanges(db)
  const media = createEventMediaRows(db)
  const revisit = db.prepare('INSERT INTO revisit VALUES (?) ON CONFLICT DO NOTHING')
  const insert = db.prepare(
    `INSERT INTO event (id, agent_id, camera, type, class, rule, score, start_at, end_at, received_at, last_boot, last_seq, first)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  )
  const find = db.prepare<[string], EventRow>(
    `SELECT n, agent_id, camera, type, score, received_at, last_boot, last_seq,
       record IS NOT NULL AS is_folded
     FROM event WHERE id = ?`,
  )
  const textsOf = db.prepare<[number], EventTexts>('SELECT first, record FROM event WHERE n = ?')
  const update = db.prepare(
    `UPDATE event SET class = ?, rule = ?, score = ?, start_at = ?, end_at = ?, last_boot = max(last_boot, ?), last_seq = ?,
       record = ? WHERE n = ?`,
  )
  const finish = db.prepare(
    `UPDATE event SET class = coalesce(?, class), rule = coalesce(?, rule), score = ?, end_at = coalesce(end_at, ?),
       last_boot = ?, last_seq = ? WHERE n = ?`,
  )

  /** @returns false when there is an event with this id already */
  const begin = (agentId: number, arrival: EventArrival): boolean => {
    const { message, receivedAt } = arrival
    const { id, camera, type, boot, seq, at, phase, rule, object } = message
    // The same as in the record of this message alone.
    const endAt = phase === 'pulse' || phase === 'end' ? at : null
    const [group, score] = object === undefined ? [null, null] : [object.class, object.score]
    const facts = [id, agentId, camera, type, group, rule ?? null, score, at, endAt, receivedAt, boot, seq]
    const { changes, lastInsertRowid } = insert.run(facts, textOf(arrival))
    if (changes > 0) media.add(Number(lastInsertRowid), message)
    return changes > 0
  }

  const write = (row: EventRow, record: EventRecord, boot: number): void => {
    const { class: group = null, rule = null, score = null, startAt, endAt = null, lastSeq } = record
    update.run(group, rule, score, startAt, endAt, boot, lastSeq, JSON.stringify(record), row.n)
  }

  const goOn = (row: EventRow, agentId: number, arrival: EventArrival): EventOutcome => {
    const { message, site } = arrival
    const detail = ownerConflict(row, agentId, message)
    if (detail !== undefined) return { kind: 'id-taken', detail }
    later.add(row.n, arrival)
    changes.add(row.n)
    // Retention has passed the event: what comes of it now must not outlive its time unseen.
    if (media.add(row.n, message) && row.n <= erased.sweptTo()) revisit.run(row.n)
    const isInOrder = (message.boot - row.last_boot || message.seq - row.last_seq) > 0
    if (isInOrder && message.phase === 'end' && row.is_folded === 0) return end(row, arrival)
    const texts = read(row)
    const record =
      isInOrder && texts.record !== null
        ? foldMessage(JSON.parse(texts.record) as EventRecord, message)
        : foldAll(row, texts, site)
    write(row, record, message.boot)
    return { kind: 'stored', record: () => record }
  }

  /** Most events that last are a start and an end: to fold them is left to those who read them. */
  const end = (row: EventRow, { message, site }: EventArrival): EventOutcome => {
    const { rule = null, object, at, boot, seq } = message
    const score = object === undefined ? row.score : Math.max(object.score, row.score ?? 0)
    finish.run(object?.class ?? null, rule, score, at, boot, seq, row.n)
    return { kind: 'stored', record: () => foldAll(row, read(row), site) }
  }

  const read = ({ n }: EventRow): EventTexts => {
    const texts = textsOf.get(n)
    if (texts === undefined) throw new Error('events: an event that just was there is gone')
    return texts
  }

  const foldAll = ({ n, received_at }: EventRow, { first }: EventTexts, site: string): EventRecord =>
    foldMessages(site, inOrder([JSON.parse(first) as EventMessage, ...later.ofEvent(n)]), received_at)

  const storedAt = (row: EventRow, place: EventMessage): EventMessage | undefined => {
    const first = JSON.parse(read(row).first) as EventMessage
    return first.boot === place.boot && first.seq === place.seq ? first : later.find(row.n, place)
  }

  return {
    noteChanges: changes.write,
    forget: changes.forget,
    add(agentId, arrival) {
      const { message, site, receivedAt } = arrival
      // What goes on or ends was begun as a rule, what begins was not: either costs one statement then.
      const isBeginning = message.phase === 'start' || message.phase === 'pulse'
      const before = isBeginning ? undefined : find.get(message.id)
      if (before !== undefined) return goOn(before, agentId, arrival)
      if (begin(agentId, arrival)) return { kind: 'stored', record: () => beginRecord(site, message, receivedAt) }
      const row = find.get(message.id)
      if (row === undefined) throw new Error('events: an event that just was there is gone')
      return goOn(row, agentId, arrival)
    },
    recognise(agentId, message) {
      const row = find.get(message.id)
      const detail = row === undefined ? undefined : ownerConflict(row, agentId, message)
      if (detail !== undefined) return { kind: 'id-taken', detail }
      const stored = row === undefined ? undefined : storedAt(row, message)
      if (stored !== undefined && isSameMessage(stored, message)) return { kind: 'duplicate' }
      // What was deleted in its time is still settled: it is not stored again, and nobody is to blame for sending it.
      if (row === undefined && message.at < erased.erasedBefore()) return { kind: 'duplicate' }
      return {
        kind: 'conflict',
        detail: `boot ${message.boot} seq ${message.seq} is settled already with other content`,
      }
    },
  }
}

function ownerConflict(row: EventRow, agentId: number, { camera, type }: EventMessage): string | undefined {
  if (row.agent_id !== agentId) return 'the event with this id belongs to another agent'
  if (row.camera !== camera) return `the event with this id belongs to camera ${row.camera}`
  if (row.type !== type) return `the event with this id is of type ${row.type}`
  return undefined
}

function inOrder(messages: readonly [EventMessage, ...EventMessage[]]): [EventMessage, ...EventMessage[]] {
  return [...messages].sort((a, b) => a.boot - b.boot || a.seq - b.seq) as [EventMessage, ...EventMessage[]]
}

/** As it came: to write it anew costs more, and could only change it. */
function textOf({ text, message }: EventArrival): string {
  return text ?? JSON.stringify(message)
}

/** What came of an event after its first message, beside each other: what makes any order right. */
function createLaterMessages(db: Database) {
  const insert = db.prepare('INSERT INTO later_message VALUES (?, ?, ?, ?, ?)')
  const find = db
    .prepare<[number, number, number], string>(
      'SELECT payload FROM later_message WHERE event_n = ? AND boot = ? AND seq = ?',
    )
    .pluck()
  const ofEvent = db.prepare<[number], string>('SELECT payload FROM later_message WHERE event_n = ?').pluck()
  return {
    add: (eventN: number, arrival: EventArrival) =>
      insert.run(eventN, arrival.message.boot, arrival.message.seq, textOf(arrival), arrival.receivedAt),
    find(eventN: number, { boot, seq }: EventMessage): EventMessage | undefined {
      const payload = find.get(eventN, boot, seq)
      return payload === undefined ? undefined : (JSON.parse(payload) as EventMessage)
    },
    ofEvent: (eventN: number) => ofEvent.all(eventN).map((payload) => JSON.parse(payload) as EventMessage),
  }
}

/** A message that is sent again may come as a replay of one that came live. */
function isSameMessage({ replayed: _, ...stored }: EventMessage, { replayed: __, ...message }: EventMessage): boolean {
  return isDeepStrictEqual(stored, message)
}
