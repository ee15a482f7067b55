/** Which events changed after they were stored, commit by commit: whoever keeps something derived of them follows it. */
import type { Database } from 'better-sqlite3'

export type Changes = {
  add(eventN: number): void
  /** What was added, as one row: it costs a commit next to nothing. */
  write(): void
  forget(): void
}

export function createChanges(db: Database): Changes {
  const insert = db.prepare('INSERT INTO changed (events) VALUES (?)')
  let added: number[] = []
  return {
    add: (eventN) => void added.push(eventN),
    write() {
      if (added.length > 0) insert.run(encodeNumbers(added))
      added = []
    },
    forget() {
      added = []
    },
  }
}

/** As one run of 64-bit floats, which hold whole numbers up to 2^53. */
export function encodeNumbers(numbers: readonly number[]): Buffer {
  return Buffer.from(Float64Array.from(numbers).buffer)
}

export function decodeNumbers(bytes: Uint8Array): Float64Array {
  // Copied, since the view of a driver need not begin where a float may.
  return new Float64Array(bytes.slice().buffer)
}
