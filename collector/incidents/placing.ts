/** One event → the incident it belongs to: a new one, one that is there, or none. */
import type { Severity } from '../../wire/event.ts'
import type { IncidentStep } from '../../wire/incidents.ts'
import type { EventRecord } from '../../wire/rest.ts'
import type { GroupCandidate } from '../query/incident-groups.ts'
import type { EntryRows } from '../store/incident-entries.ts'
import { type IncidentRows, type KnownMember, lastingUntil, type Member, type Standing } from '../store/incidents.ts'
import { type Candidate, decide, type Moment, momentOf } from './grouping.ts'
import type { Places } from './places.ts'
import { escalated, groupKey, type IncidentRule, rank, ruleFor, severityOf, urgencyOf } from './rules.ts'

export type PlacingOptions = {
  readonly rules: readonly IncidentRule[]
  readonly places: Places
  readonly rows: IncidentRows
  readonly entries: EntryRows
  readonly candidates: (
    groupKey: string,
    times: { from: number; to: number; closedSince: number },
  ) => readonly GroupCandidate[]
  readonly stepsOf: (kind: string) => readonly IncidentStep[]
  readonly newId: () => string
  readonly now: () => number
}

/** To be called in a transaction. @returns what became of the event; undefined: nothing new */
export function createPlacing(
  options: PlacingOptions,
): (event: EventRecord) => 'grouped' | 'suppressed' | 'quiet' | undefined {
  const { rules, places, rows, entries, candidates, stepsOf, newId, now } = options

  const candidatesFor = ({ gapMs, suppressMs }: IncidentRule, key: string, moment: Moment): Candidate[] => {
    const { at, endAt, receivedAt } = moment
    const times = { from: at - gapMs, to: (endAt ?? at) + gapMs, closedSince: receivedAt - suppressMs }
    return candidates(key, times).map(toCandidate)
  }

  const open = (event: EventRecord, rule: IncidentRule, key: string, severity: Severity, moment: Moment): number => {
    const { site, agent } = event
    const { kind, name } = rule
    const facts = { id: newId(), groupKey: key, kind, rule: name, site, agent, splitFrom: null }
    const n = rows.insert(
      { ...facts, severity: rank(severity), isLate: moment.isLate, openedAt: now(), steps: stepsOf(kind) },
      moment.at,
    )
    entries.add(n, { at: now(), what: 'opened', to: severity })
    return n
  }

  /** As urgent as its worst event, or as so many of them make it. */
  const raise = (n: number, standing: Standing, rule: IncidentRule | undefined, severity: Severity): void => {
    const byCount = rule === undefined ? 'info' : escalated(rule, standing.events)
    const auto = Math.max(rank(severity), rank(byCount))
    if (auto <= standing.autoSeverity) return
    rows.raise(n, auto, Math.max(auto, standing.severity))
    if (auto <= standing.severity) return
    entries.add(n, { at: now(), what: 'severity', from: severityOf(standing.severity), to: severityOf(auto) })
  }

  const goOn = (event: EventRecord, known: KnownMember, rule: IncidentRule | undefined): void => {
    const { endAt: ended } = momentOf(event)
    const endAt = known.endAt ?? ended ?? null
    const severity = rule === undefined ? (event.severity ?? 'info') : urgency(event, rule).severity
    if (endAt === known.endAt && rank(severity) <= known.severity) return
    const standing = rows.changeMember(event.id, known, { endAt, severity: rank(severity) })
    raise(known.n, standing, rule, severity)
  }

  const urgency = (event: EventRecord, rule: IncidentRule) =>
    urgencyOf(rule, event, places.timeZoneOf(event.site), momentOf(event).at)

  return (event) => {
    const rule = ruleFor(rules, event, places)
    const known = rows.memberOf(event.id)
    if (known !== undefined) {
      goOn(event, known, rule)
      return undefined
    }
    if (rule === undefined) return undefined
    const moment = momentOf(event)
    const key = groupKey(rule, event)
    const { severity, isDropped } = urgency(event, rule)
    const decision = decide(rule, moment, candidatesFor(rule, key, moment), isDropped)
    if (decision.kind === 'drop') return 'quiet'
    const n = decision.kind === 'open' ? open(event, rule, key, severity, moment) : decision.n
    const isSuppressed = decision.kind === 'suppress'
    const standing = rows.addMember(n, memberOf(event, moment, severity, isSuppressed), moment.isLate)
    if (isSuppressed) return 'suppressed'
    raise(n, standing, rule, severity)
    return 'grouped'
  }
}

/** As an event lies in an incident. */
export function memberOf(event: EventRecord, moment: Moment, severity: Severity, isSuppressed: boolean): Member {
  const { id, site, agent, camera, type, rule = null } = event
  const place = { site, agent, camera, type, rule, isSuppressed }
  return { eventId: id, at: moment.at, endAt: moment.endAt ?? null, severity: rank(severity), ...place }
}

function toCandidate({ n, state, reason, startAt, until, closedAt }: GroupCandidate): Candidate {
  return {
    n,
    isClosed: state === 'closed',
    isFalseAlarm: reason === 'false-alarm',
    startAt,
    until: until === lastingUntil ? Number.POSITIVE_INFINITY : until,
    closedAt: closedAt ?? undefined,
  }
}
