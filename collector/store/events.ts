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
  add(agentId: number, arrival: EventArrival): EventOutcome
  /** After a rollback: what was remembered as written is not. */
  forget(): void
}

type EventRow = {
  agent_id: number
  camera: string
  type: string
  received_at: number
  last_boot: number
  last_seq: number
  record: string
}

export function createEventRows(db: Database): EventRows {
  const ledger = createLedger(db)
  const scopes = createScopes(db)
  const insert = db.prepare(
    `INSERT INTO event (id, agent_id, camera, type, class, rule, score, start_at, end_at, received_at, last_boot, last_seq, record)
     VALUES ($id, $agentId, $camera, $type, $class, $rule, $score, $startAt, $endAt, $receivedAt, $boot, $lastSeq, $record)
     ON CONFLICT (id) DO NOTHING`,
  )
  const find = db.prepare<[string], EventRow>(
    'SELECT agent_id, camera, type, received_at, last_boot, last_seq, record FROM event WHERE id = ?',
  )
  const update = db.prepare(
    `UPDATE event SET class = $class, rule = $rule, score = $score, start_at = $startAt, end_at = $endAt,
     last_boot = max(last_boot, $boot), last_seq = $lastSeq, record = $record WHERE id = $id`,
  )

  const addToEvent = (agentId: number, { message, site }: EventArrival): EventOutcome => {
    const row = find.get(message.id)
    if (row === undefined) throw new Error('events: an event that just was there is gone')
    const detail = ownerConflict(row, agentId, message)
    if (detail !== undefined) {
      ledger.remove(agentId, message)
      return { kind: 'id-taken', detail }
    }
    const isInOrder = message.boot - row.last_boot || message.seq - row.last_seq
    const record =
      isInOrder > 0
        ? foldMessage(JSON.parse(row.record) as EventRecord, message)
        : foldMessages(site, ledger.messagesOf(message.id), row.received_at)
    update.run(columns(record, message.boot))
    return { kind: 'stored', record }
  }

  return {
    forget: scopes.forget,
    add(agentId, arrival) {
      const { message, site, receivedAt } = arrival
      const known = ledger.add(agentId, message, receivedAt)
      if (known !== undefined) return known
      scopes.add(agentId, message)
      const record = beginRecord(site, message, receivedAt)
      if (insert.run({ ...columns(record, message.boot), ...identity(agentId, record) }).changes === 0) {
        return addToEvent(agentId, arrival)
      }
      return { kind: 'stored', record }
    },
  }
}

function identity(agentId: number, { camera, type, receivedAt }: EventRecord) {
  return { agentId, camera, type, receivedAt }
}

function columns(record: EventRecord, boot: number) {
  return {
    id: record.id,
    class: record.class ?? null,
    rule: record.rule ?? null,
    score: record.score ?? null,
    startAt: record.startAt,
    endAt: record.endAt ?? null,
    boot,
    lastSeq: record.lastSeq,
    record: JSON.stringify(record),
  }
}

function ownerConflict(row: EventRow, agentId: number, { camera, type }: EventMessage): string | undefined {
  if (row.agent_id !== agentId) return 'the event with this id belongs to another agent'
  if (row.camera !== camera) return `the event with this id belongs to camera ${row.camera}`
  if (row.type !== type) return `the event with this id is of type ${row.type}`
  return undefined
}

/** Every message that was stored, by (agent, boot, seq): what makes a resend harmless and any order right. */
function createLedger(db: Database) {
  const insert = db.prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const find = db
    .prepare<[number, number, number], string>(
      'SELECT payload FROM message WHERE agent_id = ? AND boot = ? AND seq = ?',
    )
    .pluck()
  const remove = db.prepare('DELETE FROM message WHERE agent_id = ? AND boot = ? AND seq = ?')
  const ofEvent = db
    .prepare<[string], string>('SELECT payload FROM message WHERE event_id = ? ORDER BY boot, seq')
    .pluck()
  return {
    /** @returns undefined when the message is new */
    add(agentId: number, message: EventMessage, receivedAt: number): EventOutcome | undefined {
      const { boot, seq, id } = message
      if (insert.run(agentId, boot, seq, id, JSON.stringify(message), receivedAt).changes > 0) return undefined
      const stored = JSON.parse(find.get(agentId, boot, seq) ?? 'null') as EventMessage
      return isSameMessage(stored, message)
        ? { kind: 'duplicate' }
        : { kind: 'conflict', detail: `boot ${boot} seq ${seq} is stored already with other content` }
    },
    remove: (agentId: number, { boot, seq }: EventMessage) => remove.run(agentId, boot, seq),
    messagesOf: (eventId: string) =>
      ofEvent.all(eventId).map((payload) => JSON.parse(payload) as EventMessage) as [EventMessage, ...EventMessage[]],
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
