/** Writes incidents and what is in them. Who may do what, and what belongs together, is decided elsewhere. */
import type { Database } from 'better-sqlite3'
import type { CameraOfSite, IncidentLink, IncidentStep } from '../../wire/incidents.ts'

/** `until` of an incident of which an event lasts. */
export const lastingUntil = Number.MAX_SAFE_INTEGER

export type NewIncident = {
  readonly id: string
  readonly groupKey: string | null
  readonly kind: string
  readonly rule: string | null
  readonly site: string
  readonly agent: string
  readonly severity: number
  readonly isLate: boolean
  readonly openedAt: number
  readonly splitFrom: number | null
  readonly steps: readonly IncidentStep[]
}

/** An event in an incident; `endAt` null: it lasts. */
export type Member = CameraOfSite & {
  readonly eventId: string
  readonly at: number
  readonly endAt: number | null
  readonly severity: number
  readonly type: string
  readonly rule: string | null
  /** A repeat that is only counted. */
  readonly isSuppressed: boolean
}

export type KnownMember = { readonly n: number; readonly endAt: number | null; readonly severity: number }

/** What a person may set; absent: as it is. */
export type IncidentSettings = {
  readonly state?: string
  readonly reason?: string | null
  readonly owner?: string | null
  readonly severity?: number
  readonly hold?: boolean
  readonly acknowledgedAt?: number
  readonly closedAt?: number | null
  readonly mergedInto?: number
  readonly links?: readonly IncidentLink[]
  readonly steps?: readonly IncidentStep[]
}

export type Standing = { readonly events: number; readonly autoSeverity: number; readonly severity: number }

export type IncidentRows = {
  /** @returns its number; it has no event yet */
  insert(incident: NewIncident, at: number): number
  /** Adds an event that is in no incident yet. */
  addMember(n: number, member: Member, isLate: boolean): Standing
  memberOf(eventId: string): KnownMember | undefined
  /** An event that is in an incident already has ended, or became more urgent. */
  changeMember(eventId: string, known: KnownMember, now: { endAt: number | null; severity: number }): Standing
  /** As its events make it; what a person set stays, unless this is worse. */
  raise(n: number, autoSeverity: number, severity: number): void
  /** @param isDecision whether somebody who has not seen it must not change the incident */
  set(n: number, settings: IncidentSettings, isDecision: boolean): void
  setRelatedCameras(n: number, cameras: readonly CameraOfSite[]): void
  /** Puts all events of an incident, or these of it, into another one. @returns how many */
  moveMembers(from: number, to: number, eventIds?: readonly string[]): number
  /** Works out anew what follows from the events of an incident. */
  recount(n: number): void
  /** What was merged into one goes with it into another. */
  redirect(from: number, to: number): void
  /** Everybody was told of it as it is at a revision. */
  setPublished(n: number, revision: number): void
  /** `change` in one transaction that nobody else's can come between. */
  exclusively<T>(change: () => T): T
}

const columns: Readonly<Record<keyof IncidentSettings, string>> = {
  state: 'state',
  reason: 'reason',
  owner: 'owner',
  severity: 'severity',
  hold: 'hold',
  acknowledgedAt: 'acknowledged_at',
  closedAt: 'closed_at',
  mergedInto: 'merged_into',
  links: 'links',
  steps: 'steps',
}

const untilOf = (lasting: string, lastAt: string) => `CASE WHEN ${lasting} > 0 THEN ${lastingUntil} ELSE ${lastAt} END`

export function createIncidentRows(db: Database): IncidentRows {
  const insert = db.prepare(
    `INSERT INTO incident (id, group_key, kind, rule, site, agent, state, severity, auto_severity, late,
       start_at, last_at, lasting, until, opened_at, events, split_from, steps)
     VALUES (?, ?, ?, ?, ?, ?, 'new', ?, ?, ?, ?, ?, 0, ?, ?, 0, ?, ?)`,
  )
  const addMember = db.prepare('INSERT INTO member VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const addCamera = db.prepare('INSERT INTO incident_camera VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const removeRelated = db.prepare('DELETE FROM incident_camera WHERE incident_n = ? AND related = 1')
  const standing = 'RETURNING events, auto_severity AS autoSeverity, severity'
  const grow = db.prepare<object, Standing>(
    `UPDATE incident SET events = events + 1, late = late AND $late, lasting = lasting + $lasting,
       first_event = CASE WHEN first_event IS NULL OR $at < start_at THEN $id ELSE first_event END,
       start_at = min(start_at, $at), last_at = max(last_at, $end),
       until = ${untilOf('lasting + $lasting', 'max(last_at, $end)')}, revision = revision + 1
     WHERE n = $n ${standing}`,
  )
  const countSuppressed = db.prepare<[number], Standing>(
    `UPDATE incident SET suppressed = suppressed + 1, revision = revision + 1 WHERE n = ? ${standing}`,
  )
  const find = db.prepare<[string], KnownMember>(
    'SELECT incident_n AS n, end_at AS endAt, severity FROM member WHERE event_id = ?',
  )
  const changeMember = db.prepare<[number | null, number, string], { suppressed: number }>(
    'UPDATE member SET end_at = ?, severity = ? WHERE event_id = ? RETURNING suppressed',
  )
  const endOne = db.prepare<object, Standing>(
    `UPDATE incident SET lasting = lasting - $ended, last_at = max(last_at, $end),
       until = ${untilOf('lasting - $ended', 'max(last_at, $end)')}, revision = revision + 1
     WHERE n = $n ${standing}`,
  )
  const follow = db.prepare(
    'UPDATE incident SET until = (SELECT until FROM incident AS target WHERE target.n = $n) WHERE merged_into = $n',
  )
  const raise = db.prepare('UPDATE incident SET auto_severity = ?, severity = ?, revision = revision + 1 WHERE n = ?')
  const moveAll = db.prepare('UPDATE member SET incident_n = ? WHERE incident_n = ?')
  const moveOne = db.prepare('UPDATE member SET incident_n = ? WHERE incident_n = ? AND event_id = ?')
  const forgetCameras = db.prepare('DELETE FROM incident_camera WHERE incident_n = ? AND related = 0')
  const collectCameras = db.prepare(
    'INSERT INTO incident_camera SELECT DISTINCT incident_n, site, agent, camera, 0 FROM member WHERE incident_n = ?',
  )
  const recount = db.prepare(
    `UPDATE incident SET (start_at, last_at, lasting, events, suppressed, first_event) = (
       SELECT coalesce(min(at) FILTER (WHERE suppressed = 0), start_at),
         coalesce(max(coalesce(end_at, at)) FILTER (WHERE suppressed = 0), last_at),
         count(*) FILTER (WHERE suppressed = 0 AND end_at IS NULL), count(*) FILTER (WHERE suppressed = 0),
         count(*) FILTER (WHERE suppressed = 1),
         (SELECT event_id FROM member WHERE incident_n = $n AND suppressed = 0 ORDER BY at, event_id LIMIT 1)
       FROM member WHERE incident_n = $n
     ) WHERE n = $n`,
  )
  const settle = db.prepare(
    `UPDATE incident SET until = ${untilOf('lasting', 'last_at')}, auto_severity = max(auto_severity, worst),
       severity = CASE WHEN worst > auto_severity THEN max(severity, worst) ELSE severity END
     FROM (SELECT coalesce(max(severity), 0) AS worst FROM member WHERE incident_n = $n) WHERE n = $n`,
  )
  const redirect = db.prepare('UPDATE incident SET merged_into = ? WHERE merged_into = ?')
  const setPublished = db.prepare('UPDATE incident SET published = max(published, ?) WHERE n = ?')

  const standingOf = (row: Standing | undefined, n: number): Standing => {
    if (row === undefined) throw new Error(`incidents: there is no incident ${n} to write to`)
    return row
  }

  return {
    insert(incident, at) {
      const { id, groupKey, kind, rule, site, agent, severity, isLate, openedAt, splitFrom, steps } = incident
      const facts = [id, groupKey, kind, rule, site, agent, severity, severity, isLate ? 1 : 0, at, at, at]
      return Number(insert.run(...facts, openedAt, splitFrom, JSON.stringify(steps)).lastInsertRowid)
    },
    addMember(n, member, isLate) {
      const { eventId, at, endAt, severity, site, agent, camera, type, rule, isSuppressed } = member
      addMember.run(eventId, n, at, endAt, severity, site, agent, camera, type, rule, isSuppressed ? 1 : 0)
      addCamera.run(n, site, agent, camera, 0)
      if (isSuppressed) return standingOf(countSuppressed.get(n), n)
      const moment = { at, end: endAt ?? at, lasting: endAt === null ? 1 : 0 }
      const row = grow.get({ n, id: eventId, late: isLate ? 1 : 0, ...moment })
      follow.run({ n })
      return standingOf(row, n)
    },
    memberOf: (eventId) => find.get(eventId),
    changeMember(eventId, { n, endAt: endedAt, severity: was }, { endAt, severity }) {
      const row = changeMember.get(endAt, Math.max(was, severity), eventId)
      const isCounted = row?.suppressed === 0 && endedAt === null && endAt !== null
      const changed = endOne.get({ n, ended: isCounted ? 1 : 0, end: isCounted ? endAt : 0 })
      follow.run({ n })
      return standingOf(changed, n)
    },
    raise: (n, autoSeverity, severity) => void raise.run(autoSeverity, severity, n),
    set(n, settings, isDecision) {
      const keys = Object.keys(settings) as (keyof IncidentSettings)[]
      const assignments = keys.map((key) => `${columns[key]} = ?`)
      const counts = [...(isDecision ? ['version = version + 1'] : []), 'revision = revision + 1']
      const text = `UPDATE incident SET ${[...assignments, ...counts].join(', ')} WHERE n = ?`
      db.prepare(text).run(...keys.map((key) => stored(settings[key])), n)
    },
    setRelatedCameras(n, cameras) {
      removeRelated.run(n)
      for (const { site, agent, camera } of cameras) addCamera.run(n, site, agent, camera, 1)
    },
    moveMembers(from, to, eventIds) {
      if (eventIds === undefined) return moveAll.run(to, from).changes
      return eventIds.reduce((moved, id) => moved + moveOne.run(to, from, id).changes, 0)
    },
    recount(n) {
      recount.run({ n })
      settle.run({ n })
      forgetCameras.run(n)
      collectCameras.run(n)
      follow.run({ n })
    },
    redirect: (from, to) => void redirect.run(to, from),
    setPublished: (n, revision) => void setPublished.run(revision, n),
    exclusively: (change) => db.transaction(change).immediate(),
  }
}

function stored(value: IncidentSettings[keyof IncidentSettings]): string | number | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'object' ? JSON.stringify(value) : value
}
