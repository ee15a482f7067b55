import SqliteDatabase, { type Database } from 'better-sqlite3'
import { migrate } from './migrations.ts'

/** Nobody else writes to the file, so a lock is a person with a tool: the event loop waits this long, then ingest retries. */
const lockTimeoutMs = 200

/**
 * Pages that a connection keeps in memory, 16 MiB at most: as many of what is written stay there until it is full, so that a
 * new collector grows by so much. Four times as many, or a quarter, changed nothing that could be measured: the
 * operating system keeps what is read often, and a reader drops its pages whenever somebody else has committed.
 */
const cacheSize = 'cache_size = -16384'

/**
 * The database for writing: durable at every commit (WAL, synchronous FULL), schema up to date.
 * @throws Error when the file cannot be opened, or belongs to a newer program
 */
export function openDatabase(file: string): Database {
  const db = new SqliteDatabase(file, { timeout: lockTimeoutMs })
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    db.pragma(cacheSize)
    migrate(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** A second connection that can only read: people who search cannot hold up or harm what is written. */
export function openReader(file: string): Database {
  const db = new SqliteDatabase(file, { readonly: true, timeout: lockTimeoutMs })
  db.pragma(cacheSize)
  return db
}

/** Whether one row is to blame for a failed write; anything else (full, locked, unreadable) is about the database. */
export function isRowFault(error: unknown): boolean {
  if (!(error instanceof SqliteDatabase.SqliteError)) return true
  return /^SQLITE_(CONSTRAINT|TOOBIG|MISMATCH|RANGE)/.test(error.code)
}
