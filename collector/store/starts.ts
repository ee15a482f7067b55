/** What agents run since each of their starts: said once, and true of all that is reported until the next. */
import type { Database } from 'better-sqlite3'
import type { EventMessage } from '../../wire/event.ts'
import type { EventRecord } from '../../wire/rest.ts'
import { agentItself } from '../../wire/topics.ts'

export type Starts = {
  /** Keeps what the message says, if it is the one of a start. */
  keep(agentId: number, message: EventMessage): void
  /** The record with the model and config of its start, where none of its messages says them. */
  complete(agentId: number, record: EventRecord): EventRecord
}

type Start = { readonly model: string | null; readonly config: string | null }

/** Of messages that came before that of their start nothing is lost: it is looked up when somebody reads. */
export function createStarts(db: Database): Starts {
  const keep = db.prepare('INSERT INTO start VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const find = db.prepare<[number, number], Start>('SELECT model, config FROM start WHERE agent_id = ? AND boot = ?')
  return {
    keep(agentId, { camera, type, boot, at, model = null, config = null }) {
      if (type === 'agent.started' && camera === agentItself) keep.run(agentId, boot, at, model, config)
    },
    complete(agentId, record) {
      if (record.config !== undefined || record.camera === agentItself) return record
      const start = find.get(agentId, record.boot)
      if (start === undefined) return record
      const { model, config } = start
      // A fault of the camera itself is no finding of the model.
      const isFound = model !== null && record.rule !== undefined
      return { ...record, ...(isFound && { model }), ...(config !== null && { config }) }
    },
  }
}
