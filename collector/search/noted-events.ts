/** Numbers of the events whose incidents have notes with some words. */
import type { Database } from 'better-sqlite3'
import type { NotesFilter } from '../query/event-filter.ts'
import { createNoteQuery, type NoteQuery } from '../query/notes.ts'
import { openReader } from '../store/database.ts'
import { createNumberSet, type NumberSet } from './number-set.ts'

export type NotedEvents = {
  numbers(notes: NotesFilter): NumberSet
  /** Looks up the events of some more incidents, so that whoever asks for them need not wait. @returns whether there are more */
  prepare(): boolean
  close(): void
}

type Known = { readonly revision: number; readonly numbers: Float64Array }

/** Some hundred bytes each; beyond it they are found anew. */
const maxKnown = 50_000
const maxAnswers = 16
/** Entries of one step: a few milliseconds. */
const preparedAtOnce = 100

/**
 * @param events the database of events
 * @param file that of incidents, opened when it is first asked for: it may be made later than this
 */
export function createNotedEvents(events: Database, file: string): NotedEvents {
  const numberOf = events.prepare<[string], number>('SELECT n FROM event WHERE id = ?').pluck()
  // What an incident holds changes with its revision only.
  const known = new Map<number, Known>()
  // Whoever turns pages asks the same again.
  const answers = new Map<string, { readonly version: number; readonly numbers: NumberSet }>()
  let opened: { readonly db: Database; readonly query: NoteQuery } | undefined
  let preparedTo = 0

  const open = (): NoteQuery => {
    if (opened === undefined) {
      const db = openReader(file)
      opened = { db, query: createNoteQuery(db) }
    }
    return opened.query
  }

  const numbersOf = (query: NoteQuery, n: number, revision: number): Float64Array => {
    const before = known.get(n)
    if (before?.revision === revision) return before.numbers
    const numbers = Float64Array.from(query.eventIds(n).flatMap((id) => numberOf.get(id) ?? []))
    if (known.size >= maxKnown) known.clear()
    known.set(n, { revision, numbers })
    return numbers
  }

  return {
    numbers({ text, sites }) {
      const query = open()
      const key = JSON.stringify([text, sites && [...sites]])
      const version = query.version()
      const before = answers.get(key)
      if (before?.version === version) return before.numbers
      const found = query.incidents(text, sites)
      const numbers = createNumberSet(found.map(({ n, revision }) => numbersOf(query, n, revision)))
      if (answers.size >= maxAnswers) answers.clear()
      answers.set(key, { version, numbers })
      return numbers
    },
    prepare() {
      if (known.size >= maxKnown) return false
      const query = open()
      const found = query.entries(preparedTo, preparedAtOnce)
      for (const { n, revision, hasText } of found) if (hasText === 1) numbersOf(query, n, revision)
      preparedTo = found.at(-1)?.entryN ?? preparedTo
      return found.length === preparedAtOnce
    },
    close: () => void opened?.db.close(),
  }
}
