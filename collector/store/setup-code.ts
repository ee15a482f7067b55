import type { Database } from 'better-sqlite3'

/** The hash of the one code that the first administrator is made with. */
export type SetupCodeRow = {
  set(hash: string): void
  isSet(): boolean
  /** @returns whether it was this one; then it is gone */
  take(hash: string): boolean
}

export function createSetupCodeRow(db: Database): SetupCodeRow {
  const set = db.prepare(
    'INSERT INTO setup_code (only, hash) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET hash = excluded.hash',
  )
  const count = db.prepare<[], number>('SELECT count(*) FROM setup_code').pluck()
  const take = db.prepare('DELETE FROM setup_code WHERE hash = ?')
  return {
    set: (hash) => void set.run(hash),
    isSet: () => count.get() === 1,
    take: (hash) => take.run(hash).changes === 1,
  }
}
