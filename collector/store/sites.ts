import type { Database } from 'better-sqlite3'
import type { SiteFacts, SiteRecord } from '../../wire/sites.ts'

export type SiteRows = {
  /** All of them; the same array while nothing has changed, whoever changes it. */
  list(): readonly SiteRecord[]
  /** @returns the new version */
  put(id: string, facts: SiteFacts, at: number): number
  remove(id: string): void
  /** `change` in one transaction that nobody else's can come between. */
  exclusively<T>(change: () => T): T
}

type Row = { id: string; facts: string; version: number }

export function createSiteRows(db: Database): SiteRows {
  const listAll = db.prepare<[], Row>('SELECT id, facts, version FROM site ORDER BY id')
  const insert = db.prepare<[string, string, number], { version: number }>(
    `INSERT INTO site (id, facts, version, changed_at) VALUES (?, ?, 1, ?)
     ON CONFLICT (id) DO UPDATE SET facts = excluded.facts, version = version + 1, changed_at = excluded.changed_at
     RETURNING version`,
  )
  const remove = db.prepare('DELETE FROM site WHERE id = ?')
  let known: readonly SiteRecord[] | undefined
  let knownVersion = -1

  return {
    list() {
      // Changes with every commit of another connection, as that of a command.
      const dataVersion = db.pragma('data_version', { simple: true }) as number
      if (known === undefined || dataVersion !== knownVersion) {
        known = listAll.all().map(({ id, facts, version }) => ({ id, ...(JSON.parse(facts) as SiteFacts), version }))
        knownVersion = dataVersion
      }
      return known
    },
    put(id, facts, at) {
      known = undefined
      const row = insert.get(id, JSON.stringify(facts), at)
      if (row === undefined) throw new Error(`sites: storing ${id}: SQLite gave no version back`)
      return row.version
    },
    remove(id) {
      known = undefined
      remove.run(id)
    },
    exclusively: (change) => {
      try {
        return db.transaction(change).immediate()
      } catch (error) {
        // What was read in a transaction that was rolled back never was.
        known = undefined
        throw error
      }
    },
  }
}
