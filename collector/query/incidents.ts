import type { Database, Statement } from 'better-sqlite3'
import { severities } from '../../wire/event.ts'
import type {
  CameraOfSite,
  IncidentEntry,
  IncidentHistory,
  IncidentLink,
  IncidentPage,
  IncidentRecord,
  IncidentStep,
} from '../../wire/incidents.ts'
import { decodeCursor, encodeCursor } from './event-filter.ts'
import { type IncidentFilter, incidentPageSql } from './incident-filter.ts'

export type IncidentQuery = {
  /** Newest first. @returns undefined when the cursor is none of ours */
  page(filter: IncidentFilter, limit: number, cursor?: string): IncidentPage | undefined
  find(id: string): IncidentRecord | undefined
  /** What was done, the oldest first. @returns undefined when the cursor is none of ours */
  history(incidentNumber: number, limit: number, cursor?: string): IncidentHistory | undefined
  /** Ids of its events, the oldest first. @returns undefined when the cursor is none of ours */
  eventIds(incidentNumber: number, limit: number, cursor?: string): { ids: string[]; nextCursor?: string } | undefined
  /** The incident that an event is in. */
  ofEvent(eventId: string): IncidentRecord | undefined
  /** Incidents that changed since it was written down that everybody was told, the oldest first. */
  unpublished(limit: number): { id: string; revision: number }[]
}

type IncidentRow = {
  n: number
  id: string
  kind: string
  rule: string | null
  site: string
  agent: string
  state: IncidentRecord['state']
  reason: IncidentRecord['reason'] | null
  severity: number
  owner: string | null
  hold: number
  late: number
  start_at: number
  last_at: number
  lasting: number
  opened_at: number
  acknowledged_at: number | null
  closed_at: number | null
  events: number
  suppressed: number
  first_event: string | null
  merged_into: number | null
  split_from: number | null
  steps: string
  links: string
  version: number
  revision: number
}

type EntryRow = {
  n: number
  at: number
  by: string | null
  what: IncidentEntry['what']
  was: string | null
  becomes: string | null
  text: string | null
}

/** As many cameras as a record names. */
const maxCameras = 64

export function createIncidentQuery(db: Database): IncidentQuery {
  const findOne = db.prepare<[string], IncidentRow>('SELECT * FROM incident WHERE id = ?')
  const findOfEvent = db.prepare<[string], IncidentRow>(
    'SELECT * FROM incident WHERE n = (SELECT incident_n FROM member WHERE event_id = ?)',
  )
  const changed = db.prepare<[number], { id: string; revision: number }>(
    'SELECT id, revision FROM incident INDEXED BY incident_unpublished WHERE published < revision ORDER BY n LIMIT ?',
  )
  const entries = db.prepare<[number, number, number], EntryRow>(
    'SELECT n, at, by, what, was, becomes, text FROM entry WHERE incident_n = ? AND n > ? ORDER BY n LIMIT ?',
  )
  const members = db.prepare<[number, number, string, number], { at: number; event_id: string }>(
    'SELECT at, event_id FROM member WHERE incident_n = ? AND (at, event_id) > (?, ?) ORDER BY at, event_id LIMIT ?',
  )
  const toRecord = createRecordMaker(db)
  const prepared = new Map<string, Statement<(string | number)[], IncidentRow>>()
  const prepare = (text: string): Statement<(string | number)[], IncidentRow> => {
    const statement = prepared.get(text) ?? db.prepare<(string | number)[], IncidentRow>(text)
    if (prepared.size >= maxStatements) prepared.clear()
    prepared.set(text, statement)
    return statement
  }

  return {
    page(filter, limit, cursor) {
      const after = cursor === undefined ? undefined : decodeCursor(cursor)
      if (cursor !== undefined && after === undefined) return undefined
      const { text, values } = incidentPageSql(filter, after, limit + 1)
      const rows = prepare(text).all(...values)
      const last = rows.length > limit ? rows[limit - 1] : undefined
      return {
        incidents: rows.slice(0, limit).map(toRecord),
        ...(last !== undefined && { nextCursor: encodeCursor({ startAt: last.start_at, n: last.n }) }),
      }
    },
    find(id) {
      const row = findOne.get(id)
      return row === undefined ? undefined : toRecord(row)
    },
    history(n, limit, cursor = '0') {
      if (!/^\d{1,15}$/.test(cursor)) return undefined
      const rows = entries.all(n, Number(cursor), limit + 1)
      const last = rows.length > limit ? rows[limit - 1] : undefined
      return {
        entries: rows.slice(0, limit).map(toEntry),
        ...(last !== undefined && { nextCursor: String(last.n) }),
      }
    },
    eventIds(n, limit, cursor = '0.') {
      const [, at, eventId] = /^(\d{1,16})\.([0-9a-f-]{0,36})$/.exec(cursor) ?? []
      if (at === undefined || eventId === undefined) return undefined
      const rows = members.all(n, Number(at), eventId, limit + 1)
      const last = rows.length > limit ? rows[limit - 1] : undefined
      return {
        ids: rows.slice(0, limit).map((row) => row.event_id),
        ...(last !== undefined && { nextCursor: `${last.at}.${last.event_id}` }),
      }
    },
    ofEvent(eventId) {
      const row = findOfEvent.get(eventId)
      return row === undefined ? undefined : toRecord(row)
    },
    unpublished: (limit) => changed.all(limit),
  }
}

const maxStatements = 200

function createRecordMaker(db: Database): (row: IncidentRow) => IncidentRecord {
  const cameras = db.prepare<[number, number, number], CameraOfSite>(
    'SELECT site, agent, camera FROM incident_camera WHERE incident_n = ? AND related = ? LIMIT ?',
  )
  const idOf = db.prepare<[number], string>('SELECT id FROM incident WHERE n = ?').pluck()
  const holdOf = db.prepare<[number], { at: number; by: string | null; why: string | null }>(
    "SELECT at, by, text AS why FROM entry WHERE incident_n = ? AND what = 'hold' ORDER BY n DESC LIMIT 1",
  )
  const heldOf = (n: number): IncidentRecord['held'] => {
    const found = holdOf.get(n)
    if (found === undefined) return undefined
    const { at, by, why } = found
    return { at, ...(by !== null && { by }), ...(why !== null && { why }) }
  }
  const other = <Key extends string>(key: Key, n: number | null): { [K in Key]?: string } => {
    const id = n === null ? undefined : idOf.get(n)
    return id === undefined ? {} : ({ [key]: id } as { [K in Key]?: string })
  }
  return (row) => ({
    id: row.id,
    number: row.n,
    version: row.version,
    revision: row.revision,
    site: row.site,
    agent: row.agent,
    cameras: cameras.all(row.n, 0, maxCameras),
    relatedCameras: cameras.all(row.n, 1, maxCameras),
    kind: row.kind,
    ...(row.rule !== null && { rule: row.rule }),
    state: row.state,
    ...(row.reason !== null && row.reason !== undefined && { reason: row.reason }),
    severity: severities[row.severity] ?? 'info',
    ...(row.owner !== null && { owner: row.owner }),
    hold: row.hold === 1,
    ...withHeld(row.hold === 1 ? heldOf(row.n) : undefined),
    late: row.late === 1,
    startAt: row.start_at,
    lastAt: row.last_at,
    lasting: row.lasting > 0,
    openedAt: row.opened_at,
    ...(row.acknowledged_at !== null && { acknowledgedAt: row.acknowledged_at }),
    ...(row.closed_at !== null && { closedAt: row.closed_at }),
    events: row.events,
    suppressed: row.suppressed,
    ...(row.first_event !== null && { firstEvent: row.first_event }),
    ...other('mergedInto', row.merged_into),
    ...other('splitFrom', row.split_from),
    steps: JSON.parse(row.steps) as IncidentStep[],
    links: JSON.parse(row.links) as IncidentLink[],
  })
}

function withHeld(held: IncidentRecord['held']): Pick<IncidentRecord, 'held'> {
  return held === undefined ? {} : { held }
}

function toEntry({ n, at, by, what, was, becomes, text }: EntryRow): IncidentEntry {
  return {
    n,
    at,
    ...(by !== null && { by }),
    what,
    ...(was !== null && { from: was }),
    ...(becomes !== null && { to: becomes }),
    ...(text !== null && { text }),
  }
}
