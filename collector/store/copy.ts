/** Copies of databases: taken while others write, and checked before anybody relies on them. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import SqliteDatabase from 'better-sqlite3'

/** Some megabytes: between two steps the program answers signals and shows progress. */
const pagesPerStep = 2_000

/**
 * Copies a database as it is now; what is written meanwhile is not in the copy.
 * @param onProgress told parts of the whole, 0–1
 */
export async function copyDatabase(from: string, to: string, onProgress: (part: number) => void): Promise<void> {
  const db = new SqliteDatabase(from, { readonly: true, fileMustExist: true })
  try {
    // Holds one snapshot: otherwise every commit of the collector would start the copy anew.
    db.exec('BEGIN')
    db.prepare('SELECT count(*) FROM sqlite_master').get()
    await db.backup(to, {
      progress({ totalPages, remainingPages }) {
        onProgress(totalPages === 0 ? 1 : 1 - remainingPages / totalPages)
        return pagesPerStep
      },
    })
    db.exec('COMMIT')
  } finally {
    db.close()
  }
}

export type DatabaseFacts = {
  readonly bytes: number
  readonly sha256: string
  /** Its `user_version`: which steps of its schema it has. */
  readonly schema: number
}

/**
 * Reads every page of a database that nobody writes, and makes it one file without a journal beside it.
 * @throws Error saying what is damaged
 */
export async function checkDatabase(file: string): Promise<DatabaseFacts> {
  const db = new SqliteDatabase(file, { fileMustExist: true })
  let schema: number
  try {
    db.pragma('journal_mode = DELETE')
    const found = db.pragma('integrity_check(1)', { simple: true }) as string
    if (found !== 'ok') throw new Error(found)
    schema = db.pragma('user_version', { simple: true }) as number
  } finally {
    db.close()
  }
  return { ...(await digest(file)), schema }
}

export async function digest(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { bytes, sha256: hash.digest('hex') }
}

/** How many events a copy holds. */
export function countEvents(file: string): number {
  const db = new SqliteDatabase(file, { readonly: true, fileMustExist: true })
  try {
    return db.prepare<[], number>('SELECT count(*) FROM event').pluck().get() ?? 0
  } finally {
    db.close()
  }
}

/** Whether a program has the database open. */
export function isInUse(file: string): boolean {
  const db = new SqliteDatabase(file, { timeout: 0 })
  try {
    // Leaving the write-ahead log needs the file for oneself; it is brought back when the collector opens it.
    return db.pragma('journal_mode = DELETE', { simple: true }) !== 'delete'
  } catch (error) {
    if (/^SQLITE_(BUSY|LOCKED)/.test((error as { code?: string }).code ?? '')) return true
    throw error
  } finally {
    db.close()
  }
}
