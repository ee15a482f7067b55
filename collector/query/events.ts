import type { Database } from 'better-sqlite3'
import type { EventMessage } from '../../wire/event.ts'
import type { EventRecord } from '../../wire/rest.ts'
import { foldMessages } from '../store/fold.ts'
import { createStarts } from '../store/starts.ts'

export type EventQuery = {
  find(id: string): EventRecord | undefined
  /** Whether a picture or a clip of an event is still kept, or awaited. */
  namesMedia(id: string, sha256: string): boolean
}

export type RecordRow = {
  n: number
  agent_id: number
  last_boot: number
  last_seq: number
  record: string | null
  first: string
  received_at: number
  site: string
}

/** What a record is read from: itself, or the messages of the event, of which the first lies with it. */
export const recordColumns =
  'n, agent_id, last_boot, last_seq, record, first, received_at, (SELECT site FROM agent WHERE agent.agent_id = event.agent_id) AS site'

export function createEventQuery(reader: Database): EventQuery {
  const findRecord = reader.prepare<[string], RecordRow>(`SELECT ${recordColumns} FROM event WHERE id = ?`)
  const recordOf = createRecordReader(reader)
  const media = reader
    .prepare<[string, Buffer], number>(
      'SELECT 1 FROM media WHERE event_n = (SELECT n FROM event WHERE id = ?) AND sha256 = ? LIMIT 1',
    )
    .pluck()
  return {
    namesMedia: (id, sha256) => media.get(id, Buffer.from(sha256, 'hex')) === 1,
    find(id) {
      const row = findRecord.get(id)
      return row === undefined ? undefined : recordOf(row)
    },
  }
}

/** What the store has not folded is one message, or messages that came in order. */
export function createRecordReader(reader: Database): (row: RecordRow) => EventRecord {
  const laterOf = reader
    .prepare<[number], string>('SELECT payload FROM later_message WHERE event_n = ? ORDER BY boot, seq')
    .pluck()
  const { complete } = createStarts(reader)
  const fold = ({ n, last_boot, last_seq, record, first, received_at, site }: RecordRow): EventRecord => {
    if (record !== null) return JSON.parse(record) as EventRecord
    const begun = JSON.parse(first) as EventMessage
    const isAlone = begun.boot === last_boot && begun.seq === last_seq
    const later = isAlone ? [] : laterOf.all(n).map((payload) => JSON.parse(payload) as EventMessage)
    return foldMessages(site, [begun, ...later], received_at)
  }
  return (row) => complete(row.agent_id, fold(row))
}
