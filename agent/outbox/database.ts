import { existsSync, renameSync, statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { DiskRefusedError, isRefusal } from './disk-refused-error.ts'
import { promiseNoteOf } from './promise-note.ts'
import { type Remains, readRemains } from './remains.ts'

export type Db = Database.Database

/** A file that could not be used, and what could still be read of it. */
export type Damaged = { readonly setAside: string; readonly remains: Remains | undefined }

/**
 * The outbox file, its tables made. A file that SQLite cannot read is set aside under a name with the time: a box must
 * start again after a power cut whatever the cut left behind.
 * @throws DiskRefusedError
 * @throws Error when the file can be neither opened nor set aside
 */
export function openDatabase(file: string, now: number): { db: Db; damaged: Damaged | undefined } {
  try {
    if (wasEmptied(file)) throw Object.assign(new Error('nothing is left of it'), { code: 'SQLITE_NOTADB' })
    return { db: openChecked(file), damaged: undefined }
  } catch (error) {
    if (isRefusal(error, file)) throw new DiskRefusedError(file, error)
    if (!isDamage(error)) throw new Error(`outbox: opening ${file}`, { cause: error })
    const setAside = `${file}.damaged-${new Date(now).toISOString().replaceAll(':', '-')}`
    for (const suffix of ['', '-wal', '-shm']) renameIfThere(`${file}${suffix}`, `${setAside}${suffix}`)
    return { db: openChecked(file), damaged: { setAside, remains: readRemains(setAside) } }
  }
}

/** Whether SQLite found the file itself to be broken. */
export function isDamage(error: unknown): boolean {
  const { code = '' } = error as { code?: string }
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB'
}

/** Makes a database an outbox. */
export function prepareDatabase(db: Db): Db {
  db.pragma('journal_mode = WAL')
  // Every commit is on the disk before it is believed: a power cut a day is the normal case.
  db.pragma('synchronous = FULL')
  db.exec(tables)
  return db
}

/**
 * SQLite takes an empty file for a new one. The note beside it is made once there are tables, so that where it is, there was
 * an outbox: its events must not be forgotten without a word.
 */
function wasEmptied(file: string): boolean {
  return existsSync(promiseNoteOf(file)) && (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0
}

function openChecked(file: string): Db {
  const db = new Database(file)
  try {
    prepareDatabase(db)
    const broken = db.pragma('quick_check(1)', { simple: true })
    if (broken !== 'ok') throw Object.assign(new Error(String(broken)), { code: 'SQLITE_CORRUPT' })
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

const tables = `
  CREATE TABLE IF NOT EXISTS boot (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    boot INTEGER NOT NULL
  );
  -- AUTOINCREMENT: a sequence number is never used again, even when every row is acknowledged and gone.
  CREATE TABLE IF NOT EXISTS message (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    boot INTEGER NOT NULL,
    at INTEGER NOT NULL,
    topic TEXT NOT NULL,
    payload BLOB NOT NULL
  );
  -- What the next message says about the last one, which may be acknowledged and gone.
  CREATE TABLE IF NOT EXISTS chain (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    link TEXT NOT NULL
  );
  -- Events that have started and not ended: what must be closed after a crash.
  CREATE TABLE IF NOT EXISTS open_event (
    id TEXT PRIMARY KEY,
    boot INTEGER NOT NULL,
    draft TEXT NOT NULL,
    last_at INTEGER NOT NULL
  ) WITHOUT ROWID;
`
