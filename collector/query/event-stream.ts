/** Events in the order in which they were stored, for those who follow them. */
import type { Database } from 'better-sqlite3'

/** An event as it is now, as far as its row says without being read whole. */
export type StreamedEvent = {
  readonly n: number
  readonly id: string
  readonly site: string
  readonly type: string
  readonly startAt: number
  readonly receivedAt: number
  /** How many came of it after the first: it may have changed when this has. */
  readonly laterMessages: number
  /** 0 or 1: it is over, and its beginning is there. */
  readonly isFinal: number
  /** 0 or 1: a message of it says how urgent it is. */
  readonly hasSeverity: number
}

export type EventStream = {
  /** Those stored after the one with this number. */
  after(n: number, limit: number): StreamedEvent[]
  /** Of these ids, those that are stored. */
  byIds(ids: readonly string[]): StreamedEvent[]
  idAt(n: number): string | undefined
  lastN(): number
  /** Another one after every commit of whoever writes events. */
  version(): number
  /** The number of the last event that came before a time, by the clock of the collector; 0: none did. */
  lastBefore(receivedAt: number): number
}

// Looked for as text: most events are of no urgency and need not be parsed. A rule may say the word, which costs little.
const says = (text: string): string => `instr(${text}, '"severity"') > 0`

const columns = `n, id, (SELECT site FROM agent WHERE agent.agent_id = event.agent_id) AS site, type,
  start_at AS startAt, received_at AS receivedAt,
  (SELECT count(*) FROM later_message WHERE event_n = n) AS laterMessages,
  end_at IS NOT NULL AND (first ->> 'phase' IN ('start', 'pulse')
    OR EXISTS (SELECT 1 FROM later_message WHERE event_n = n AND payload ->> 'phase' IN ('start', 'pulse'))) AS isFinal,
  (${says('first')} OR EXISTS (SELECT 1 FROM later_message WHERE event_n = n AND ${says('payload')})) AS hasSeverity`

export function createEventStream(reader: Database): EventStream {
  const after = reader.prepare<[number, number], StreamedEvent>(
    `SELECT ${columns} FROM event WHERE n > ? ORDER BY n LIMIT ?`,
  )
  const byIds = reader.prepare<[string], StreamedEvent>(
    `SELECT ${columns} FROM event WHERE id IN (SELECT value FROM json_each(?))`,
  )
  const idAt = reader.prepare<[number], string>('SELECT id FROM event WHERE n = ?').pluck()
  const lastN = reader.prepare<[], number>('SELECT coalesce(max(n), 0) FROM event').pluck()
  const next = reader.prepare<[number], { n: number; receivedAt: number }>(
    'SELECT n, received_at AS receivedAt FROM event WHERE n >= ? ORDER BY n LIMIT 1',
  )
  return {
    after: (n, limit) => after.all(n, limit),
    byIds: (ids) => byIds.all(JSON.stringify(ids)),
    idAt: (n) => idAt.get(n),
    lastN: () => lastN.get() ?? 0,
    version: () => reader.pragma('data_version', { simple: true }) as number,
    lastBefore(receivedAt) {
      let before = 0
      let beyond = (lastN.get() ?? 0) + 1
      while (beyond - before > 1) {
        const middle = Math.floor((before + beyond) / 2)
        const found = next.get(middle)
        if (found === undefined || found.receivedAt >= receivedAt) beyond = middle
        else before = Math.min(found.n, beyond - 1)
      }
      return before
    },
  }
}
