import Database from 'better-sqlite3'

/** A database whose disk can refuse, in the middle of a transaction too, as a disk does that fills up. */
export type FaultLine = {
  /** The next inserts succeed, the one after them does not, nor any until `heal`. */
  breakAfter(inserts: number): void
  heal(): void
}

export function createFaultLine(db: Database.Database): FaultLine {
  let left = Number.POSITIVE_INFINITY
  db.function('disk_takes_it', () => {
    left -= 1
    if (left < 0) throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL')
    return 1
  })
  db.exec('CREATE TEMP TRIGGER disk BEFORE INSERT ON message BEGIN SELECT disk_takes_it(); END')
  return {
    breakAfter(inserts) {
      left = inserts
    },
    heal() {
      left = Number.POSITIVE_INFINITY
    },
  }
}
