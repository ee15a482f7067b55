import type { Database } from 'better-sqlite3'
import type { IncidentFigures } from '../../wire/incidents.ts'

export type FigureFilter = {
  readonly from: number
  readonly to: number
  readonly sites?: ReadonlySet<string>
}

export type IncidentFigureQuery = (filter: FigureFilter) => IncidentFigures

const hourMs = 3_600_000
const maxEventRules = 50

/** How much of what cameras say reaches a person, how fast people are, and what is wrong how often; in whole hours. */
export function createFigures(reader: Database): IncidentFigureQuery {
  const inPlace = '($sites IS NULL OR site IN (SELECT value FROM json_each($sites)))'
  const inTime = `start_at >= $from AND start_at < $to AND ${inPlace}`
  const counts = reader.prepare<object, { outcome: string; count: number }>(
    `SELECT outcome, sum(count) AS count FROM figure WHERE hour >= $from AND hour < $to AND ${inPlace} GROUP BY outcome`,
  )
  const states = reader.prepare<object, { state: string; count: number }>(
    `SELECT state, count(*) AS count FROM incident WHERE ${inTime} AND merged_into IS NULL GROUP BY state`,
  )
  const rules = reader.prepare<object, IncidentFigures['rules'][number]>(
    `SELECT coalesce(rule, '') AS rule, kind, count(*) AS incidents, count(*) FILTER (WHERE state = 'closed') AS closed,
       count(*) FILTER (WHERE reason = 'false-alarm') AS falseAlarms, sum(events) AS events
     FROM incident WHERE ${inTime} AND merged_into IS NULL GROUP BY 1, 2 ORDER BY incidents DESC, 1, 2`,
  )
  const eventRules = reader.prepare<
    object,
    Omit<IncidentFigures['eventRules'][number], 'eventRule'> & { eventRule: string | null }
  >(
    `SELECT member.site, member.agent, camera, member.rule AS eventRule, type, count(DISTINCT incident.n) AS incidents,
       count(DISTINCT incident.n) FILTER (WHERE reason = 'false-alarm') AS falseAlarms
     FROM (SELECT * FROM incident WHERE ${inTime} AND state = 'closed' AND merged_into IS NULL) AS incident
     JOIN member ON incident_n = incident.n
     GROUP BY member.site, member.agent, camera, member.rule, type
     ORDER BY falseAlarms DESC, incidents DESC, member.site, member.agent, camera LIMIT ${maxEventRules}`,
  )
  const durations = (column: 'acknowledged_at' | 'closed_at') => {
    const from = `FROM incident WHERE ${inTime} AND ${column} IS NOT NULL AND late = 0 AND rule IS NOT NULL AND merged_into IS NULL`
    const count = reader.prepare<object, number>(`SELECT count(*) ${from}`).pluck()
    const at = reader
      .prepare<object, number>(`SELECT ${column} - opened_at ${from} ORDER BY 1 LIMIT 1 OFFSET $offset`)
      .pluck()
    return (values: object) => {
      const many = count.get(values) ?? 0
      const share = (part: number): number | undefined =>
        many === 0 ? undefined : at.get({ ...values, offset: Math.ceil(many * part) - 1 })
      const [p50Ms, p90Ms] = [share(0.5), share(0.9)]
      return { count: many, ...(p50Ms !== undefined && { p50Ms }), ...(p90Ms !== undefined && { p90Ms }) }
    }
  }
  const acknowledge = durations('acknowledged_at')
  const close = durations('closed_at')

  return ({ from: fromTime, to: toTime, sites }) => {
    const from = Math.floor(fromTime / hourMs) * hourMs
    const to = Math.max(from + hourMs, Math.ceil(toTime / hourMs) * hourMs)
    const values = { from, to, sites: sites === undefined ? null : JSON.stringify([...sites]) }
    const outcome = new Map(counts.all(values).map((row) => [row.outcome, row.count]))
    const byState = Object.fromEntries(states.all(values).map(({ state, count }) => [state, count]))
    const incidents = Object.values(byState).reduce((sum, count) => sum + count, 0)
    const events = outcome.get('seen') ?? 0
    return {
      from,
      to,
      events,
      grouped: outcome.get('grouped') ?? 0,
      suppressed: outcome.get('suppressed') ?? 0,
      quiet: outcome.get('quiet') ?? 0,
      incidents,
      ...(incidents > 0 && { eventsPerIncident: rounded(events / incidents) }),
      incidentsPerHour: rounded((incidents * hourMs) / (to - from)),
      acknowledge: acknowledge(values),
      close: close(values),
      byState,
      rules: rules.all(values),
      eventRules: eventRules.all(values).map(({ eventRule, ...row }) => ({
        ...row,
        ...(eventRule !== null && { eventRule }),
      })),
    }
  }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
