import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import type { Fault } from './arrival.ts'

export type Quarantine = {
  add(fault: Omit<Fault, 'kind'>): void
  /** Deletes the oldest rows over the limit. @returns how many */
  trim(): number
}

const maxPayloadBytes = 64 * 1024
const maxTopicLength = 512
const maxDetailLength = 512

/**
 * Messages that do not fit the contract, with their bytes and the reason. An agent resends what is not acknowledged, so
 * the same bytes on the same topic are one row that counts.
 */
export function createQuarantine(db: Database, maxRows: number): Quarantine {
  const insert = db.prepare(
    `INSERT INTO quarantine (topic, reason, detail, payload, digest, times, received_at, last_received_at)
     VALUES ($topic, $reason, $detail, $payload, $digest, 1, $receivedAt, $receivedAt)
     ON CONFLICT (digest) DO UPDATE SET times = times + 1, last_received_at = $receivedAt`,
  )
  const trim = db.prepare(
    'DELETE FROM quarantine WHERE n <= (SELECT n FROM quarantine ORDER BY n DESC LIMIT 1 OFFSET ?)',
  )
  return {
    add({ topic, reason, detail, payload, receivedAt }) {
      const digest = createHash('sha256').update(`${reason}\n${topic}\n`).update(payload).digest('hex')
      insert.run({
        topic: topic.slice(0, maxTopicLength),
        reason,
        detail: detail.slice(0, maxDetailLength),
        payload: payload.subarray(0, maxPayloadBytes),
        digest,
        receivedAt,
      })
    },
    trim: () => trim.run(maxRows).changes,
  }
}
