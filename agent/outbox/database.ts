import { renameSync } from 'node:fs'
import Database from 'better-sqlite3'

export type Db = Database.Database

/**
 * The outbox file, its tables made. A file that SQLite cannot read is set aside under a name with the time: a box must
 * start again after a power cut whatever the cut left behind.
 * @returns the database, and where the damaged one went, if there was one
 */
export function openDatabase(file: string, now: number): { db: Db; setAside?: string } {
  try {
    return { db: openChecked(file) }
  } catch (error) {
    const code = (error as { code?: string }).code ?? ''
    if (!code.startsWith('SQLITE_CORRUPT') && code !== 'SQLITE_NOTADB') {
      throw new Error(`outbox: opening ${file}`, { cause: error })
    }
    const setAside = `${file}.damaged-${new Date(now).toISOString().replaceAll(':', '-')}`
    renameSync(file, setAside)
    for (const suffix of ['-wal', '-shm']) renameIfThere(`${file}${suffix}`, `${setAside}${suffix}`)
    return { db: openChecked(file), setAside }
  }
}

function openChecked(file: string): Db {
  const db = new Database(file)
  try {
    db.pragma('journal_mode = WAL')
    // Every commit is on the disk before it is believed: a power cut a day is the normal case.
    db.pragma('synchronous = FULL')
    db.exec(tables)
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
  -- Events that have started and not ended: what must be closed after a crash.
  CREATE TABLE IF NOT EXISTS open_event (
    id TEXT PRIMARY KEY,
    boot INTEGER NOT NULL,
    draft TEXT NOT NULL,
    last_at INTEGER NOT NULL
  ) WITHOUT ROWID;
`
