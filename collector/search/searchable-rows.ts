/** Events as they lie in the database, as far as they can be searched. */
import type { Database } from 'better-sqlite3'
import type { EventMessage } from '../../wire/event.ts'
import type { EventRecord } from '../../wire/rest.ts'
import { type RecordRow, recordColumns } from '../query/events.ts'
import { type Searchable, searchableOf } from './facts.ts'

export type SearchableRow = { readonly n: number; readonly event: Searchable }

export type SearchableRows = {
  /** Those with the next higher numbers. */
  after(n: number, limit: number): SearchableRow[]
  find(n: number): SearchableRow | undefined
}

type LaterRow = { event_n: number; payload: string }

export function createSearchableRows(reader: Database): SearchableRows {
  const rows = reader.prepare<[number, number, number], RecordRow>(
    `SELECT ${recordColumns} FROM event WHERE n > ? AND n <= ? ORDER BY n LIMIT ?`,
  )
  const laterBetween = reader.prepare<[number, number], LaterRow>(
    'SELECT event_n, payload FROM later_message WHERE event_n BETWEEN ? AND ? ORDER BY event_n, boot, seq',
  )

  const read = (above: number, upTo: number, limit: number): SearchableRow[] => {
    const found = rows.all(above, upTo, limit)
    const first = found.find(isUnfolded)
    const last = found.findLast(isUnfolded)
    const later = new Map<number, EventMessage[]>()
    for (const { event_n: n, payload } of first === undefined ? [] : laterBetween.iterate(first.n, last?.n ?? 0)) {
      later.set(n, [...(later.get(n) ?? []), JSON.parse(payload) as EventMessage])
    }
    return found.map((row) => ({ n: row.n, event: searchable(row, later.get(row.n) ?? []) }))
  }
  return {
    after: (n, limit) => read(n, Number.MAX_SAFE_INTEGER, limit),
    find: (n) => read(n - 1, n, 1)[0],
  }
}

function isUnfolded({ record }: RecordRow): boolean {
  return record === null
}

function searchable({ record, first, site }: RecordRow, later: readonly EventMessage[]): Searchable {
  if (record !== null) return JSON.parse(record) as EventRecord
  return searchableOf(site, [JSON.parse(first) as EventMessage, ...later])
}
