/** What lies in the store of a collector, read from its file without the collector. */
import { isDeepStrictEqual } from 'node:util'
import Database from 'better-sqlite3'
import { foldMessages } from '../../collector/store/fold.ts'
import type { EventMessage } from '../../wire/event.ts'
import type { EventRecord } from '../../wire/rest.ts'

export type Stored = {
  /** By agent, in the order of (boot, seq). */
  readonly messages: ReadonlyMap<string, readonly EventMessage[]>
  readonly events: number
  /** Events that are not what their messages say in their order. */
  readonly misfolded: number
  readonly redelivered: number
  readonly quarantined: readonly string[]
}

type Row = { site: string; agent: string; n: number; payload: string; record: string | null; received_at: number }

export function readStore(file: string): Stored {
  const db = new Database(file, { readonly: true })
  try {
    const rows = db
      .prepare<[], Row>(
        `SELECT site, agent, n, payload, record, event.received_at FROM message JOIN event ON n = event_n
         JOIN agent USING (agent_id) ORDER BY agent_id, boot, seq`,
      )
      .all()
    const messages = new Map<string, EventMessage[]>()
    const events = new Map<number, { row: Row; messages: EventMessage[] }>()
    for (const row of rows) {
      const message = JSON.parse(row.payload) as EventMessage
      push(messages, row.agent, message)
      const event = events.get(row.n)
      if (event === undefined) events.set(row.n, { row, messages: [message] })
      else event.messages.push(message)
    }
    return {
      messages,
      events: db.prepare('SELECT count(*) FROM event').pluck().get() as number,
      misfolded: [...events.values()].filter(({ row, messages }) => !isFoldOf(row, messages)).length,
      redelivered: (db.prepare('SELECT sum(duplicates) FROM ledger').pluck().get() as number | null) ?? 0,
      quarantined: db.prepare("SELECT reason || ': ' || detail FROM quarantine").pluck().all() as string[],
    }
  } finally {
    db.close()
  }
}

function push(messages: Map<string, EventMessage[]>, agent: string, message: EventMessage): void {
  const list = messages.get(agent)
  if (list === undefined) messages.set(agent, [message])
  else list.push(message)
}

/** An event of one message is that message, and keeps no record beside it. */
function isFoldOf({ site, record, received_at }: Row, messages: readonly EventMessage[]): boolean {
  if (record === null) return messages.length === 1
  const folded = foldMessages(site, messages as [EventMessage, ...EventMessage[]], received_at)
  return isDeepStrictEqual(JSON.parse(JSON.stringify(folded)) as EventRecord, JSON.parse(record))
}
