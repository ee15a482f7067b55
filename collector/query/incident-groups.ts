import type { Database } from 'better-sqlite3'

/** An incident that an event of a group may belong to; a merged one stands for the one that it was merged into. */
export type GroupCandidate = {
  readonly n: number
  readonly state: string
  readonly reason: string | null
  readonly startAt: number
  readonly until: number
  readonly closedAt: number | null
}

/** Far more than can be near each other: they are at least a gap apart. */
const maxCandidates = 16

/**
 * Reads the incidents of a group that reach into a time, and those that were found to be false alarms since.
 * @param from epoch ms: they last at least until then
 * @param to epoch ms: they began at the latest then
 * @param closedSince epoch ms, of false alarms
 */
export function createGroupLookup(
  db: Database,
): (groupKey: string, times: { from: number; to: number; closedSince: number }) => GroupCandidate[] {
  const columns =
    'target.n, target.state, target.reason, target.start_at AS startAt, target.until, target.closed_at AS closedAt'
  const target = 'JOIN incident AS target ON target.n = coalesce(own.merged_into, own.n)'
  const near = db.prepare<[string, number, number], GroupCandidate>(
    `SELECT ${columns} FROM incident AS own INDEXED BY incident_by_group ${target}
     WHERE own.group_key = ? AND own.until >= ? AND own.start_at <= ? ORDER BY own.until DESC LIMIT ${maxCandidates}`,
  )
  const falseAlarm = db.prepare<[string, number], GroupCandidate>(
    `SELECT ${columns} FROM incident AS own INDEXED BY incident_false_alarm ${target}
     WHERE own.group_key = ? AND own.reason = 'false-alarm' AND own.closed_at >= ? ORDER BY own.closed_at DESC LIMIT 1`,
  )
  return (groupKey, { from, to, closedSince }) => {
    const found = near.all(groupKey, from, to)
    const repeated = falseAlarm.all(groupKey, closedSince)
    return [...found, ...repeated.filter(({ n }) => found.every((other) => other.n !== n))]
  }
}
