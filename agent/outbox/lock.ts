import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { DiskRefusedError, isRefusal } from './disk-refused-error.ts'

export type Lock = { release(): void }

/** One agent may be on its way out while its successor starts. */
const patienceMs = 1_000

/**
 * Keeps every other process out of an outbox, until it is released or this process ends, however that happens: SQLite's lock
 * on a file that stays empty, for Node has none of its own.
 * @throws Error naming the folder when another process has it
 * @throws DiskRefusedError
 */
export function takeLock(outboxFile: string): Lock {
  const file = `${outboxFile}.lock`
  let db: Database.Database | undefined
  try {
    db = new Database(file, { timeout: patienceMs })
    // Nothing is ever written, not even a rollback journal: a full disk can be locked.
    db.pragma('journal_mode = MEMORY')
    db.exec('BEGIN EXCLUSIVE')
    const held = db
    return { release: () => void held.close() }
  } catch (error) {
    db?.close()
    if ((error as { code?: string }).code === 'SQLITE_BUSY') {
      const folder = dirname(outboxFile)
      throw new Error(
        `outbox: ${folder} is in use by another agent; stop that one, or give this one its own dataFolder`,
      )
    }
    if (isRefusal(error, file)) throw new DiskRefusedError(file, error)
    throw new Error(`outbox: locking ${file}`, { cause: error })
  }
}
