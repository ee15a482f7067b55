import { isDeepStrictEqual } from 'node:util'
import type { Database } from 'better-sqlite3'
import type { EventMessage } from '../../wire/event.ts'
import type { EventRecord } from '../../wire/rest.ts'
import type { EventArrival } from './arrival.ts'
import { beginRecord, foldMessage, foldMessages } from './fold.ts'

/** `stored` comes with the event as it is now; the others say why nothing changed. */
export type EventOutcome =
  | { readonly kind: 'stored'; readonly record: EventRecord }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'conflict' | 'id-taken'; readonly detail: string }

export type EventRows = {
  /** Stores a message that was not settled before. */
  add(agentId: number, arrival: EventArrival): EventOutcome
  /** What a message is whose place is settled already: the same again, or another one in its name. */
  recognise(agentId: number, message: EventMessage): EventOutcome
  /** After a rollback: what was remembered as written is not. */
  forget(): void
}

type EventRow = {
  n: number
  agent_id: number
  camera: string
  type: string
  class: string | null
  start_at: number
  received_at: number
  last_boot: number
  last_seq: number
  record: string
}

export function createEventRows(db: Database): EventRows {
  const messages = createMessageRows(db)
  const scopes = createScopes(db)
  const insert = db.prepare(
    `INSERT INTO event (id, agent_id, camera, type, class, rule, score, start_at, end_at, received_at, last_boot, last_seq, record)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  )
  const find = db.prepare<[string], EventRow>(
    `SELECT n, agent_id, camera, type, class, start_at, received_at, last_boot, last_seq, record FROM event WHERE id = ?`,
  )
  const update = db.prepare(
    `UPDATE event SET rule = ?, score = ?, end_at = ?, last_boot = max(last_boot, ?), last_seq = ?, record = ?
     WHERE n = ?`,
  )
  // Apart, since every index of these columns would be written for nothing.
  const move = db.prepare('UPDATE event SET start_at = ?, class = ? WHERE n = ?')

  const write = (row: EventRow, record: EventRecord, boot: number): void => {
    const { rule = null, score = null, endAt = null, lastSeq } = record
    update.run(rule, score, endAt, boot, lastSeq, JSON.stringify(record), row.n)
    const group = record.class ?? null
    if (record.startAt !== row.start_at || group !== row.class) move.run(record.startAt, group, row.n)
  }

  const addToEvent = (agentId: number, { message, site, receivedAt }: EventArrival): EventOutcome => {
    const row = find.get(message.id)
    if (row === undefined) throw new Error('events: an event that just was there is gone')
    const detail = ownerConflict(row, agentId, message)
    if (detail !== undefined) return { kind: 'id-taken', detail }
    messages.add(row.n, message, receivedAt)
    const isInOrder = message.boot - row.last_boot || message.seq - row.last_seq
    const record =
      isInOrder > 0
        ? foldMessage(JSON.parse(row.record) as EventRecord, message)
        : foldMessages(site, messages.ofEvent(row.n), row.received_at)
    write(row, record, message.boot)
    return { kind: 'stored', record }
  }

  return {
    forget: scopes.forget,
    add(agentId, arrival) {
      const { message, site, receivedAt } = arrival
      const record = beginRecord(site, message, receivedAt)
      const { id, camera, type, rule = null, score = null, startAt, endAt = null, lastSeq } = record
      const text = JSON.stringify(record)
      const { changes, lastInsertRowid } = insert.run(
        ...[id, agentId, camera, type, record.class ?? null, rule, score],
        ...[startAt, endAt, receivedAt, message.boot, lastSeq, text],
      )
      if (changes === 0) return addToEvent(agentId, arrival)
      scopes.add(agentId, message)
      messages.add(Number(lastInsertRowid), message, receivedAt)
      return { kind: 'stored', record }
    },
    recognise(agentId, message) {
      const row = find.get(message.id)
      const detail = row === undefined ? undefined : ownerConflict(row, agentId, message)
      if (detail !== undefined) return { kind: 'id-taken', detail }
      const stored = row === undefined ? undefined : messages.find(row.n, message)
      if (stored !== undefined && isSameMessage(stored, message)) return { kind: 'duplicate' }
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

/** Every message that was stored, beside the others of its event: what makes any order right. */
function createMessageRows(db: Database) {
  const insert = db.prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?)')
  const find = db
    .prepare<[number, number, number], string>('SELECT payload FROM message WHERE event_n = ? AND boot = ? AND seq = ?')
    .pluck()
  const ofEvent = db
    .prepare<[number], string>('SELECT payload FROM message WHERE event_n = ? ORDER BY boot, seq')
    .pluck()
  return {
    add: (eventN: number, message: EventMessage, receivedAt: number) =>
      insert.run(eventN, message.boot, message.seq, JSON.stringify(message), receivedAt),
    find(eventN: number, { boot, seq }: EventMessage): EventMessage | undefined {
      const payload = find.get(eventN, boot, seq)
      return payload === undefined ? undefined : (JSON.parse(payload) as EventMessage)
    },
    ofEvent: (eventN: number) =>
      ofEvent.all(eventN).map((payload) => JSON.parse(payload) as EventMessage) as [EventMessage, ...EventMessage[]],
  }
}

/** A message that is sent again may come as a replay of one that came live. */
function isSameMessage({ replayed: _, ...stored }: EventMessage, { replayed: __, ...message }: EventMessage): boolean {
  return isDeepStrictEqual(stored, message)
}

const maxRemembered = 100_000

/** Which agents have events of which camera and rule: lets a search by either go to the right agents at once. */
function createScopes(db: Database) {
  const insert = db.prepare('INSERT INTO scope VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
  const written = new Set<string>()
  return {
    add(agentId: number, { camera, rule = '' }: EventMessage): void {
      const key = `${agentId}/${camera}/${rule}`
      if (written.has(key)) return
      if (written.size >= maxRemembered) written.clear()
      insert.run(agentId, camera, rule)
      written.add(key)
    },
    forget: () => written.clear(),
  }
}
