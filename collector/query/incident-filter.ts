/** The filters of the list of incidents, as SQL. */
import { type Severity, severities } from '../../wire/event.ts'
import type { IncidentState } from '../../wire/incidents.ts'
import type { Position } from './event-filter.ts'
import { noteMatch, withNotes } from './notes.ts'

type Sql = { readonly text: string; readonly values: readonly (string | number)[] }

export type IncidentFilter = {
  /** Epoch ms; it began at it or later. */
  readonly from?: number
  /** Epoch ms; it began before it. */
  readonly to?: number
  readonly states?: readonly IncidentState[]
  readonly minSeverity?: Severity
  /** Any of these. */
  readonly sites?: ReadonlySet<string>
  readonly site?: string
  readonly agent?: string
  readonly camera?: string
  readonly kind?: string
  readonly rule?: string
  readonly reason?: string
  readonly owner?: string
  readonly late?: boolean
  readonly hold?: boolean
  /** Words in one of its notes or comments, or of those merged into it; without regard to case and tone marks. */
  readonly text?: string
}

/** The statement for one page, newest first. */
export function incidentPageSql(filter: IncidentFilter, after: Position | undefined, limit: number): Sql {
  const conditions = [
    ...conditionsOf(filter),
    ...(after === undefined ? [] : [{ text: '(start_at, n) < (?, ?)', values: [after.startAt, after.n] }]),
  ]
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.map(({ text }) => text).join(' AND ')}`
  // What is not closed is little; else the walk by time finds a page soonest.
  const isOpenOnly = filter.states !== undefined && !filter.states.includes('closed')
  const index = isOpenOnly ? 'incident_not_closed' : 'incident_by_start'
  return {
    text: `SELECT * FROM incident INDEXED BY ${index}${where} ORDER BY start_at DESC, n DESC LIMIT ${limit}`,
    values: conditions.flatMap(({ values }) => values),
  }
}

type Condition = Sql

function conditionsOf(filter: IncidentFilter): Condition[] {
  const { from, to, states, minSeverity, sites, agent, camera, late, hold, text } = filter
  return [
    ...(['kind', 'rule', 'reason', 'owner'] as const).flatMap((column) => equal(column, filter[column])),
    ...(from === undefined ? [] : [{ text: 'start_at >= ?', values: [from] }]),
    ...(to === undefined ? [] : [{ text: 'start_at < ?', values: [to] }]),
    ...(states === undefined ? [] : stateConditions(states)),
    ...(minSeverity === undefined ? [] : [{ text: 'severity >= ?', values: [severities.indexOf(minSeverity)] }]),
    ...(sites === undefined ? [] : [{ text: 'site IN (SELECT value FROM json_each(?))', values: [json(sites)] }]),
    ...equal('site', filter.site),
    ...(late === undefined ? [] : [{ text: 'late = ?', values: [late ? 1 : 0] }]),
    ...(hold === undefined ? [] : [{ text: 'hold = ?', values: [hold ? 1 : 0] }]),
    ...(agent === undefined && camera === undefined ? [] : [ofCamera(agent, camera)]),
    ...(text === undefined ? [] : [inNotes(text, sites)]),
  ]
}

function stateConditions(states: readonly IncidentState[]): Condition[] {
  return [
    { text: `state IN (${states.map(() => '?').join(', ')})`, values: states },
    // In these very words, so that the index of what is not closed may be walked.
    ...(states.includes('closed') ? [] : [{ text: "state <> 'closed'", values: [] }]),
  ]
}

function ofCamera(agent: string | undefined, camera: string | undefined): Condition {
  const inner = [...equal('agent', agent), ...equal('camera', camera)]
  const conditions = ['incident_n = incident.n', ...inner.map(({ text }) => text)]
  return {
    text: `EXISTS (SELECT 1 FROM incident_camera AS seen WHERE ${conditions.map((one) => `seen.${one}`).join(' AND ')})`,
    values: inner.flatMap(({ values }) => values),
  }
}

function inNotes(text: string, sites: ReadonlySet<string> | undefined): Condition {
  // Nobody finds by the notes of an incident that they may not read.
  const readable = sites === undefined ? [] : [json(sites)]
  const inSites = sites === undefined ? '' : ' AND site IN (SELECT value FROM json_each(?))'
  return {
    text: `incident.n IN (WITH noted AS (${withNotes})
      SELECT incident_n FROM noted UNION
      SELECT merged_into FROM incident WHERE n IN noted AND merged_into IS NOT NULL${inSites})`,
    values: [noteMatch(text), ...readable],
  }
}

function equal(column: string, value: string | undefined): Condition[] {
  return value === undefined ? [] : [{ text: `${column} = ?`, values: [value] }]
}

function json(values: Iterable<string>): string {
  return JSON.stringify([...values])
}
