import type { Database } from 'better-sqlite3'
import type { IncidentEntry } from '../../wire/incidents.ts'

export type NewEntry = Omit<IncidentEntry, 'n'>

/** The history of incidents: only ever added to. */
export type EntryRows = { add(incidentN: number, entry: NewEntry): void }

export function createEntryRows(db: Database): EntryRows {
  const insert = db.prepare(
    'INSERT INTO entry (incident_n, at, by, what, was, becomes, text, folded) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  return {
    add(incidentN, { at, by = null, what, from = null, to = null, text = null }) {
      insert.run(incidentN, at, by, what, from, to, text, text === null ? null : folded(text))
    },
  }
}

/** As it is searched: "cong cho" finds "Cổng chợ". The đ is a letter of its own in Unicode, without a mark to drop. */
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd')
}
