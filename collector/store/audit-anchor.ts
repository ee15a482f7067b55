import type { Database } from 'better-sqlite3'

/** How far the record of who did what had come, kept in another file: rows that are cut off at its end are missed. */
export type AuditAnchor = {
  get(): { readonly n: number; readonly hash: string } | undefined
  set(n: number, hash: string): void
}

export function createAuditAnchor(registry: Database): AuditAnchor {
  const find = registry.prepare<[], { n: number; hash: string }>('SELECT n, hash FROM audit_anchor')
  const upsert = registry.prepare(
    `INSERT INTO audit_anchor (only, n, hash) VALUES (1, ?, ?)
     ON CONFLICT (only) DO UPDATE SET n = excluded.n, hash = excluded.hash WHERE excluded.n > n`,
  )
  return { get: () => find.get(), set: (n, hash) => void upsert.run(n, hash) }
}
