import type { Database } from 'better-sqlite3'
import { createEventQuery } from '../../collector/query/events.ts'
import type { EventRecord } from '../../wire/rest.ts'

/** Every event of a database, newest first, without the search. */
export function recordsOf(db: Database): EventRecord[] {
  const events = createEventQuery(db)
  const ids = db.prepare<[], string>('SELECT id FROM event ORDER BY start_at DESC, n DESC').pluck().all()
  return ids.flatMap((id) => events.find(id) ?? [])
}
