/** How far grouping has read the events, and what it still watches: written in the same transaction as incidents. */
import type { Database } from 'better-sqlite3'

/** The last event that was read. */
export type ReadingMark = { readonly n: number; readonly eventId: string; readonly receivedAt: number }

/** An event that may still change, and how many messages it had after the first when it was read. */
export type Pending = { readonly eventId: string; readonly laterMessages: number }

export type Outcome = 'seen' | 'grouped' | 'suppressed' | 'quiet'

export type ReadingRows = {
  mark(): ReadingMark | undefined
  setMark(mark: ReadingMark): void
  /** Those after an id, in the order of ids. */
  pendingAfter(eventId: string, limit: number): Pending[]
  keepPending(pending: Pending, since: number): void
  dropPending(eventId: string): void
  /** Those that nothing was heard of for so long that nothing will be. */
  dropPendingBefore(since: number): void
  count(hour: number, site: string, outcome: Outcome, count: number): void
}

export function createReadingRows(db: Database): ReadingRows {
  const mark = db.prepare<[], ReadingMark>(
    'SELECT n, event_id AS eventId, received_at AS receivedAt FROM reading WHERE one = 1',
  )
  const setMark = db.prepare(
    `INSERT INTO reading VALUES (1, $n, $eventId, $receivedAt)
     ON CONFLICT (one) DO UPDATE SET n = $n, event_id = $eventId, received_at = $receivedAt`,
  )
  const pendingAfter = db.prepare<[string, number], Pending>(
    'SELECT event_id AS eventId, later_messages AS laterMessages FROM pending WHERE event_id > ? ORDER BY event_id LIMIT ?',
  )
  const keep = db.prepare(
    `INSERT INTO pending VALUES ($eventId, $laterMessages, $since)
     ON CONFLICT (event_id) DO UPDATE SET later_messages = $laterMessages, since = $since`,
  )
  const drop = db.prepare('DELETE FROM pending WHERE event_id = ?')
  const dropBefore = db.prepare('DELETE FROM pending WHERE since < ?')
  const count = db.prepare(
    'INSERT INTO figure VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count',
  )
  return {
    mark: () => mark.get(),
    setMark: (next) => void setMark.run(next),
    pendingAfter: (eventId, limit) => pendingAfter.all(eventId, limit),
    keepPending: (pending, since) => void keep.run({ ...pending, since }),
    dropPending: (eventId) => void drop.run(eventId),
    dropPendingBefore: (since) => void dropBefore.run(since),
    count: (hour, site, outcome, many) => void count.run(hour, site, outcome, many),
  }
}
