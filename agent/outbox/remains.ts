import Database from 'better-sqlite3'

/** What can still be read of a file that is set aside. */
export type Remains = {
  readonly boot: number
  /** The last sequence number that was given out. */
  readonly lastSeq: number
  /**
   * Of the numbers that are lost with it, the first: of a message that nobody has acknowledged, or of a hole that one of
   * these declares, for the declaration is lost as well. Undefined where that cannot be told.
   */
  readonly firstSeq: number | undefined
}

/** Some pages of a torn file are often whole; the others may hold anything. */
export function readRemains(file: string): Remains | undefined {
  let db: Database.Database | undefined
  try {
    db = new Database(file, { readonly: true })
    const boot = db.prepare('SELECT boot FROM boot').pluck().get()
    const lastSeq = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'message'").pluck().get()
    if (!isCount(boot) || !isCount(lastSeq)) return undefined
    return { boot, lastSeq, firstSeq: firstSeqOf(db, lastSeq) }
  } catch {
    // It is set aside because it cannot be read: what it held is then declared as a hole of unknown size.
    return undefined
  } finally {
    db?.close()
  }
}

type Row = { readonly seq: number; readonly payload: Buffer }

function firstSeqOf(db: Database.Database, lastSeq: number): number | undefined {
  try {
    // By the table itself: an index may be what is damaged.
    const rows = db.prepare<[], Row>('SELECT seq, payload FROM message NOT INDEXED ORDER BY seq').iterate()
    let first: number | undefined
    let before = 0
    for (const { seq, payload } of rows) {
      const message = JSON.parse(payload.toString()) as { seq?: unknown; lost?: { from?: number } }
      // Pages that were overwritten can look like pages of the file.
      if (message.seq !== seq || seq <= before || seq > lastSeq) return undefined
      if (message.lost !== undefined && message.lost.from === undefined) return undefined
      before = seq
      first = Math.min(first ?? seq, message.lost?.from ?? seq)
    }
    return first
  } catch {
    return undefined
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1
}
