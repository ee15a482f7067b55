import Database from 'better-sqlite3'

/** A database whose disk can refuse, in the middle of a transaction too, as a disk does that fills up. */
export type FaultLine = {
  /** The next inserts succeed, the one after them does not, nor any until `heal`. */
  breakAfter(inserts: number): void
  heal(): void
}

/** @param tables those that messages are written into */
export function createFaultLine(db: Database.Database, tables = ['message']): FaultLine {
  let left = Number.POSITIVE_INFINITY
  db.function('disk_takes_it', () => {
    left -= 1
    if (left < 0) throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL')
    return 1
  })
  for (const table of tables) {
    db.exec(`CREATE TEMP TRIGGER disk_of_${table} BEFORE INSERT ON ${table} BEGIN SELECT disk_takes_it(); END`)
  }
  return {
    breakAfter(inserts) {
      left = inserts
    },
    heal() {
      left = Number.POSITIVE_INFINITY
    },
  }
}
