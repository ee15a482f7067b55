import { existsSync, readdirSync, renameSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Database } from 'better-sqlite3'
import { openDatabase } from './database.ts'

/** A larger file would keep the collector from starting for minutes: it is checked when its damage shows. */
const maxCheckedBytes = 1024 ** 3

/**
 * The database for writing. A file that is damaged is set aside under a name with the time, and an empty one takes its
 * place: agents hold what they have not been acknowledged, and a collector that does not start takes nothing at all.
 * @returns with the damaged file, where there was one, and what is wrong with it
 * @param open brings its schema up to date
 * @param isSuspect damage has shown: all of it is read, however large it is
 * @throws Error when the file cannot be opened, or belongs to a newer program
 */
export function openWhole(
  file: string,
  now: number,
  open: (file: string) => Database = openDatabase,
  isSuspect = false,
): { db: Database; setAside?: { file: string; reason: string } } {
  try {
    return { db: openChecked(file, open, isSuspect) }
  } catch (error) {
    if (!isDamage(error)) throw error
    const damaged = `${file}${mark}${new Date(now).toISOString().replaceAll(':', '-')}`
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(`${file}${suffix}`)) renameSync(`${file}${suffix}`, `${damaged}${suffix}`)
    }
    return { db: open(file), setAside: { file: damaged, reason: (error as Error).message } }
  }
}

/** The names of the files that were set aside and that nobody has moved away since, the oldest first. */
export function filesSetAside(file: string): string[] {
  const start = `${basename(file)}${mark}`
  const isOne = (name: string): boolean => name.startsWith(start) && !/-(wal|shm)$/.test(name)
  return readdirSync(dirname(file)).filter(isOne).sort()
}

const mark = '.damaged-'

function openChecked(file: string, open: (file: string) => Database, isSuspect: boolean): Database {
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  const db = open(file)
  try {
    const check = isSuspect ? 'integrity_check(1)' : 'quick_check(1)'
    const isChecked = isSuspect || bytes <= maxCheckedBytes
    const found = isChecked ? (db.pragma(check, { simple: true }) as string) : 'ok'
    if (found !== 'ok') throw Object.assign(new Error(found), { code: 'SQLITE_CORRUPT' })
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Whether SQLite found the file itself to be broken. */
export function isDamage(error: unknown): boolean {
  const { code = '' } = error as { code?: string }
  return code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB'
}
