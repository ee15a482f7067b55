/** Incidents by what people wrote about them. */
import type { Database } from 'better-sqlite3'
import { folded } from '../store/incident-entries.ts'

type NotedIncident = { readonly n: number; readonly revision: number }

/** `hasText`: 0 or 1. */
type EntryOfIncident = NotedIncident & { readonly entryN: number; readonly hasText: number }

export type NoteQuery = {
  /**
   * Incidents with such notes or comments, or into which one with such notes was merged.
   * @param sites the incidents whose notes may be read lie there; undefined: anywhere
   */
  incidents(text: string, sites: ReadonlySet<string> | undefined): NotedIncident[]
  /** Entries in the order in which they were made, those that follow a number. */
  entries(after: number, limit: number): EntryOfIncident[]
  /** Another one after every commit of whoever writes incidents. */
  version(): number
  /** Ids of the events of an incident. */
  eventIds(incidentNumber: number): string[]
}

/** More words than this narrow nothing down. */
const maxWords = 16

/**
 * What FTS5 looks for: every word of a text, in one note, in any order, each as the beginning of a word.
 * @returns a query that finds nothing where the text has no word
 */
export function noteMatch(text: string): string {
  const words = folded(text).match(/[\p{L}\p{N}]+/gu) ?? []
  return words.length === 0
    ? '""'
    : words
        .slice(0, maxWords)
        .map((word) => `"${word}"*`)
        .join(' ')
}

/** SQL of the numbers of incidents that have such notes themselves; its one value is a match. */
export const withNotes = 'SELECT incident_n FROM entry WHERE n IN (SELECT rowid FROM note WHERE note MATCH ?)'

export function createNoteQuery(db: Database): NoteQuery {
  const find = db.prepare<[string, string | null, string | null], NotedIncident>(
    `SELECT n, revision FROM incident WHERE n IN (
       SELECT coalesce(merged_into, n) FROM incident WHERE n IN (${withNotes})
       AND (? IS NULL OR site IN (SELECT value FROM json_each(?))))`,
  )
  const entries = db.prepare<[number, number], EntryOfIncident>(
    `SELECT entry.n AS entryN, folded IS NOT NULL AS hasText, incident.n, revision
     FROM entry JOIN incident ON incident.n = incident_n WHERE entry.n > ? ORDER BY entry.n LIMIT ?`,
  )
  const members = db.prepare<[number], string>('SELECT event_id FROM member WHERE incident_n = ?').pluck()
  return {
    incidents(text, sites) {
      const json = sites === undefined ? null : JSON.stringify([...sites])
      return find.all(noteMatch(text), json, json)
    },
    entries: (after, limit) => entries.all(after, limit),
    version: () => db.pragma('data_version', { simple: true }) as number,
    eventIds: (incidentNumber) => members.all(incidentNumber),
  }
}
