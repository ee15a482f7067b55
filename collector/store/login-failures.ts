import type { Database } from 'better-sqlite3'

type FailureRow = { count: number; lastAt: number; blockedUntil: number }

/** Kept on disk: a restart is no new chance. A subject is a person or an address. */
export type FailureRows = {
  find(subject: string): FailureRow | undefined
  /** @param forgottenBefore what failed last before it goes */
  put(subject: string, failures: Readonly<FailureRow>, forgottenBefore: number): void
  remove(subject: string): void
}

export function createFailureRows(db: Database): FailureRows {
  const find = db.prepare<[string], FailureRow>(
    'SELECT count, last_at AS lastAt, blocked_until AS blockedUntil FROM login_failure WHERE subject = ?',
  )
  const upsert = db.prepare(
    `INSERT INTO login_failure (subject, count, last_at, blocked_until) VALUES (?, ?, ?, ?)
     ON CONFLICT (subject) DO UPDATE SET count = excluded.count, last_at = excluded.last_at,
       blocked_until = excluded.blocked_until`,
  )
  const forget = db.prepare('DELETE FROM login_failure WHERE last_at < ?')
  const remove = db.prepare('DELETE FROM login_failure WHERE subject = ?')
  const put = db.transaction((subject: string, row: Readonly<FailureRow>, forgottenBefore: number) => {
    forget.run(forgottenBefore)
    upsert.run(subject, row.count, row.lastAt, row.blockedUntil)
  })
  return {
    find: (subject) => find.get(subject),
    put: (subject, failures, forgottenBefore) => void put.immediate(subject, failures, forgottenBefore),
    remove: (subject) => void remove.run(subject),
  }
}
