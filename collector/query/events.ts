import type { Database, Statement } from 'better-sqlite3'
import type { EventMessage } from '../../wire/event.ts'
import type { EventPage, EventRecord } from '../../wire/rest.ts'
import { foldMessages } from '../store/fold.ts'
import { decodeCursor, type EventFilter, encodeCursor, pageSql, recordColumns } from './event-filter.ts'

export type EventQuery = {
  /**
   * Events, newest first.
   * @param cursor `nextCursor` of the page before
   * @returns undefined when the cursor is none of ours
   */
  page(filter: EventFilter, limit: number, cursor?: string): EventPage | undefined
  find(id: string): EventRecord | undefined
}

type RecordRow = {
  n: number
  last_boot: number
  last_seq: number
  record: string | null
  first: string
  received_at: number
  site: string
}
type PageRow = RecordRow & { start_at: number }

export function createEventQuery(reader: Database): EventQuery {
  const findRecord = reader.prepare<[string], RecordRow>(`SELECT ${recordColumns} FROM event WHERE id = ?`)
  const recordOf = createRecordReader(reader)
  const agentsOf = createAgentLookup(reader)
  const prepare = createStatements(reader)

  return {
    page(filter, limit, cursor) {
      const after = cursor === undefined ? undefined : decodeCursor(cursor)
      if (cursor !== undefined && after === undefined) return undefined
      const agentIds = agentsOf(filter)
      if (agentIds?.length === 0) return { events: [] }
      // One more than asked for tells whether there is a next page.
      const { text, values } = pageSql(filter, agentIds, after, limit + 1)
      const rows = prepare(text).all(...values)
      const last = rows.length > limit ? rows[limit - 1] : undefined
      return {
        events: rows.slice(0, limit).map(recordOf),
        ...(last !== undefined && { nextCursor: encodeCursor({ startAt: last.start_at, n: last.n }) }),
      }
    },
    find(id) {
      const row = findRecord.get(id)
      return row === undefined ? undefined : recordOf(row)
    },
  }
}

/** What the store has not folded is one message, or messages that came in order. */
function createRecordReader(reader: Database): (row: RecordRow) => EventRecord {
  const laterOf = reader
    .prepare<[number], string>('SELECT payload FROM later_message WHERE event_n = ? ORDER BY boot, seq')
    .pluck()
  return ({ n, last_boot, last_seq, record, first, received_at, site }) => {
    if (record !== null) return JSON.parse(record) as EventRecord
    const begun = JSON.parse(first) as EventMessage
    const isAlone = begun.boot === last_boot && begun.seq === last_seq
    const later = isAlone ? [] : laterOf.all(n).map((payload) => JSON.parse(payload) as EventMessage)
    return foldMessages(site, [begun, ...later], received_at)
  }
}

type PageStatement = Statement<(string | number)[], PageRow>

const maxStatements = 200

/** Filters come in few combinations: their statements are kept. */
function createStatements(reader: Database): (text: string) => PageStatement {
  const statements = new Map<string, PageStatement>()
  return (text) => {
    const known = statements.get(text)
    if (known !== undefined) return known
    if (statements.size >= maxStatements) statements.clear()
    const statement: PageStatement = reader.prepare(text)
    statements.set(text, statement)
    return statement
  }
}

/** The agents that can have events of a filter; undefined when it does not say. */
function createAgentLookup(reader: Database): (filter: EventFilter) => number[] | undefined {
  const byName = reader.prepare<{ site: string | null; agent: string | null }, { agent_id: number; site: string }>(
    'SELECT agent_id, site FROM agent WHERE site = coalesce($site, site) AND agent = coalesce($agent, agent)',
  )
  const byScope = reader
    .prepare<{ camera: string | null; rule: string | null }, number>(
      `SELECT DISTINCT agent_id FROM scope WHERE camera = coalesce($camera, camera) AND rule = coalesce($rule, rule)`,
    )
    .pluck()
  const inPlace = ({ site, sites, agent }: EventFilter): number[] | undefined => {
    if (site === undefined && sites === undefined && agent === undefined) return undefined
    const rows = byName.all({ site: site ?? null, agent: agent ?? null })
    return rows.filter((row) => sites?.has(row.site) !== false).map(({ agent_id }) => agent_id)
  }
  return (filter) => {
    const { camera, rule } = filter
    const named = inPlace(filter)
    const scoped =
      camera === undefined && rule === undefined
        ? undefined
        : byScope.all({ camera: camera ?? null, rule: rule ?? null })
    if (named === undefined || scoped === undefined) return named ?? scoped
    const isScoped = new Set(scoped)
    return named.filter((id) => isScoped.has(id))
  }
}
