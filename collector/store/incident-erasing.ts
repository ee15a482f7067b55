/** Deletes incidents whose time is over, with all that was written about them. */
import type { Database } from 'better-sqlite3'

export type AgedIncident = { readonly n: number; readonly site: string; readonly closedAt: number }

export type IncidentEraser = {
  /** Closed before an instant and not on legal hold, after a number, in the order of numbers. */
  closed(before: number, afterN: number, limit: number): AgedIncident[]
  /** @returns how many were still there, and still not on legal hold */
  erase(numbers: readonly number[]): number
  /** How many events were seen and what became of them, hour by hour, of a site. @returns how many rows */
  eraseFigures(site: string, before: number): number
  sitesOfFigures(): string[]
}

export function createIncidentEraser(db: Database): IncidentEraser {
  const closed = db.prepare<[number, number, number], AgedIncident>(
    `SELECT n, site, closed_at AS closedAt FROM incident
     WHERE n > ? AND state = 'closed' AND closed_at < ? AND hold = 0 ORDER BY n LIMIT ?`,
  )
  const isFree = db
    .prepare<[number], number>("SELECT 1 FROM incident WHERE n = ? AND state = 'closed' AND hold = 0")
    .pluck()
  const parts = ['member', 'incident_camera', 'entry'].map((table) =>
    db.prepare(`DELETE FROM ${table} WHERE incident_n = ?`),
  )
  const drop = db.prepare('DELETE FROM incident WHERE n = ?')
  const sites = db.prepare<[], string>('SELECT DISTINCT site FROM figure').pluck()
  const dropFigures = db.prepare('DELETE FROM figure WHERE site = ? AND hour < ?')
  const eraseAll = db.transaction((numbers: readonly number[]): number => {
    const free = numbers.filter((n) => isFree.get(n) === 1)
    for (const n of free) {
      for (const part of parts) part.run(n)
      drop.run(n)
    }
    return free.length
  })
  return {
    closed: (before, afterN, limit) => closed.all(afterN, before, limit),
    erase: (numbers) => eraseAll.immediate(numbers),
    eraseFigures: (site, before) => dropFigures.run(site, before).changes,
    sitesOfFigures: () => sites.all(),
  }
}
