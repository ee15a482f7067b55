/** The record of who did what: a file of its own, which only grows. Each row carries the hash over the one before it. */
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { migrate } from './migrations.ts'

export const auditSteps: readonly string[] = [
  `CREATE TABLE entry (
    n INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    content TEXT NOT NULL,
    hash TEXT NOT NULL
  );
  CREATE INDEX entry_by_actor ON entry (actor, n);
  CREATE INDEX entry_by_action ON entry (action, n);
  CREATE TRIGGER entry_is_not_changed BEFORE UPDATE ON entry
    BEGIN SELECT RAISE(ABORT, 'audit: entries are not changed'); END;
  CREATE TRIGGER entry_is_not_deleted BEFORE DELETE ON entry
    BEGIN SELECT RAISE(ABORT, 'audit: entries are not deleted'); END;`,
]

/** `content` is canonical JSON, of which `at`, `actor` and `action` are copies to search by. */
export type AuditRow = {
  readonly n: number
  readonly at: number
  readonly actor: string
  readonly action: string
  readonly content: string
  readonly hash: string
}

export type AuditFilter = {
  readonly from?: number
  readonly to?: number
  readonly actor?: string
  readonly action?: string
}

export type AuditRows = {
  /**
   * Adds rows in one transaction.
   * @param next makes them from the last row there is: another program may have added some
   */
  append(next: (last: AuditRow | undefined) => readonly AuditRow[]): void
  last(): AuditRow | undefined
  /** @param before rows with smaller numbers, newest first */
  page(filter: AuditFilter, before: number, limit: number): AuditRow[]
  /** From the first row on, a few at a time. */
  after(n: number, limit: number): AuditRow[]
}

/** A command beside the running collector writes too; an entry is a matter of milliseconds. */
const lockTimeoutMs = 2_000

/**
 * Durable at every commit, schema up to date.
 * @throws Error when the file cannot be opened, or belongs to a newer program
 */
export function openAudit(file: string): Database {
  const db = new SqliteDatabase(file, { timeout: lockTimeoutMs })
  try {
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    migrate(db, auditSteps)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

const columns = 'n, at, actor, action, content, hash'

export function createAuditRows(db: Database): AuditRows {
  const insert = db.prepare(`INSERT INTO entry (${columns}) VALUES (?, ?, ?, ?, ?, ?)`)
  const last = db.prepare<[], AuditRow>(`SELECT ${columns} FROM entry ORDER BY n DESC LIMIT 1`)
  const after = db.prepare<[number, number], AuditRow>(`SELECT ${columns} FROM entry WHERE n > ? ORDER BY n LIMIT ?`)
  const append = db.transaction((next: (last: AuditRow | undefined) => readonly AuditRow[]) => {
    for (const { n, at, actor, action, content, hash } of next(last.get()))
      insert.run(n, at, actor, action, content, hash)
  })
  return {
    append: (next) => void append.immediate(next),
    last: () => last.get(),
    page(filter, before, limit) {
      const conditions: [text: string, value: string | number | undefined][] = [
        ['n < ?', before],
        ['at >= ?', filter.from],
        ['at < ?', filter.to],
        ['actor = ?', filter.actor],
        ['action = ?', filter.action],
      ]
      const given = conditions.flatMap(([text, value]) => (value === undefined ? [] : [{ text, value }]))
      const where = given.map(({ text }) => text).join(' AND ')
      return db
        .prepare<(string | number)[], AuditRow>(`SELECT ${columns} FROM entry WHERE ${where} ORDER BY n DESC LIMIT ?`)
        .all(...given.map(({ value }) => value), limit)
    },
    after: (n, limit) => after.all(n, limit),
  }
}
