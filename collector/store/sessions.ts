import type { Database } from 'better-sqlite3'

export type SessionRows = {
  /** Forgets those that are over, too. */
  add(hash: string, person: string, now: number, expiresAt: number): void
  /** @returns undefined when it is unknown or over */
  find(hash: string, now: number): { person: string; expiresAt: number } | undefined
  remove(hash: string): void
  /** @param except one that stays */
  removeOf(person: string, except?: string): void
}

export function createSessionRows(db: Database): SessionRows {
  const insert = db.prepare('INSERT INTO session (hash, person, created_at, expires_at) VALUES (?, ?, ?, ?)')
  const find = db.prepare<[string, number], { person: string; expiresAt: number }>(
    'SELECT person, expires_at AS expiresAt FROM session WHERE hash = ? AND expires_at > ?',
  )
  const removeExpired = db.prepare('DELETE FROM session WHERE expires_at <= ?')
  const removeOne = db.prepare('DELETE FROM session WHERE hash = ?')
  const removeOthers = db.prepare('DELETE FROM session WHERE person = ? AND hash <> ?')
  const add = db.transaction((hash: string, person: string, now: number, expiresAt: number) => {
    removeExpired.run(now)
    insert.run(hash, person, now, expiresAt)
  })
  return {
    add: (hash, person, now, expiresAt) => void add.immediate(hash, person, now, expiresAt),
    find: (hash, now) => find.get(hash, now),
    remove: (hash) => void removeOne.run(hash),
    removeOf: (person, except = '') => void removeOthers.run(person, except),
  }
}
