import { rmSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { createSegments, type Segments, schema } from './segments.ts'

/** Of the schema of this file; one with another is made anew. */
const version = 2

/**
 * The file of the search that belongs to a database of events. One that is damaged, of another version or of another
 * database is replaced by an empty one: all of it can be made again.
 */
export function openSearchFile(file: string, events: Database): { db: Database; segments: Segments } {
  try {
    const opened = open(file, events)
    if (isOf(opened, events)) return opened
    opened.db.close()
  } catch (error) {
    if (!isDamage(error)) throw error
  }
  removeSearchFile(file)
  return open(file, events)
}

export function searchFileIn(folder: string): string {
  return join(folder, 'search.db')
}

export function removeSearchFile(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
}

/** Whether SQLite found the file itself to be broken. */
export function isDamage(error: unknown): boolean {
  const { code = '' } = error as { code?: string }
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB'
}

function open(file: string, events: Database): { db: Database; segments: Segments } {
  const db = new SqliteDatabase(file)
  try {
    // A bitmap fits into one page.
    db.pragma('page_size = 16384')
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = NORMAL')
    db.pragma('cache_size = -65536')
    db.pragma(`mmap_size = ${2 ** 31}`)
    if (db.pragma('user_version', { simple: true }) === 0) {
      db.transaction(() => {
        db.exec(schema)
        db.prepare('INSERT INTO origin VALUES (1, ?)').run(identityOf(events))
        db.pragma(`user_version = ${version}`)
      })()
    }
    return { db, segments: createSegments(db) }
  } catch (error) {
    db.close()
    throw error
  }
}

/** Whether it was made of these events, and of no later state of them, as before a backup was restored. */
function isOf({ db, segments }: { db: Database; segments: Segments }, events: Database): boolean {
  if (db.pragma('user_version', { simple: true }) !== version) return false
  if (db.prepare('SELECT identity FROM origin').pluck().get() !== identityOf(events)) return false
  const position = segments.position()
  if (position === undefined) return segments.list().length === 0
  const number = (sql: string): number => events.prepare<[], number>(sql).pluck().get() ?? 0
  const firstChange = number('SELECT coalesce(min(n), 0) FROM changed')
  return (
    position.sealedTo <= number('SELECT coalesce(max(n), 0) FROM event') &&
    position.changesTo <= newestChange(events) &&
    (firstChange === 0 ? position.changesTo === newestChange(events) : firstChange <= position.changesTo + 1)
  )
}

/** The number of the newest change that was ever noted, also when it was taken away since. */
export function newestChange(events: Database): number {
  const find = events.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'changed'").pluck()
  return find.get() ?? 0
}

function identityOf(events: Database): string {
  const identity = events.prepare<[], string>('SELECT id FROM identity').pluck().get()
  if (identity === undefined) throw new Error('search: the database of events has no identity; restore a backup of it')
  return identity
}
