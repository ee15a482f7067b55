/** What lies in the store of a collector, read from its file without the collector. */
import { isDeepStrictEqual } from 'node:util'
import Database from 'better-sqlite3'
import { createEventQuery, type EventQuery } from '../../collector/query/events.ts'
import { foldMessages } from '../../collector/store/fold.ts'
import type { EventMessage } from '../../wire/event.ts'

export type Stored = {
  /** By agent, in the order of (boot, seq). */
  readonly messages: ReadonlyMap<string, readonly EventMessage[]>
  readonly events: number
  /** Events that are not what their messages say in their order. */
  readonly misfolded: number
  readonly redelivered: number
  readonly quarantined: readonly string[]
}

type Row = { site: string; agent: string; n: number; id: string; payload: string; received_at: number }

export function readStore(file: string): Stored {
  const db = new Database(file, { readonly: true })
  try {
    const rows = db
      .prepare<[], Row>(
        `SELECT site, agent, n, id, payload, event.received_at FROM message JOIN event ON n = event_n
         JOIN agent USING (agent_id) ORDER BY agent_id, boot, seq`,
      )
      .all()
    const query = createEventQuery(db)
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
      misfolded: [...events.values()].filter(({ row, messages }) => !isFoldOf(query, row, messages)).length,
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

/** Whether a reader sees what the messages of an event say in their order. */
function isFoldOf(query: EventQuery, { site, id, received_at }: Row, messages: readonly EventMessage[]): boolean {
  const folded = foldMessages(site, messages as [EventMessage, ...EventMessage[]], received_at)
  return isDeepStrictEqual(withoutUndefined(folded), withoutUndefined(query.find(id)))
}

/** As text, as over HTTP. */
function withoutUndefined(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown
}
