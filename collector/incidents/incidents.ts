/** What people do with incidents: one change after the other, none over another that its author has not seen. */
import type { Severity } from '../../wire/event.ts'
import type {
  IncidentChange,
  IncidentCreation,
  IncidentEntry,
  IncidentRecord,
  IncidentStep,
} from '../../wire/incidents.ts'
import type { EventRecord } from '../../wire/rest.ts'
import type { IncidentQuery } from '../query/incidents.ts'
import type { EntryRows } from '../store/incident-entries.ts'
import type { IncidentRows, IncidentSettings } from '../store/incidents.ts'
import { momentOf } from './grouping.ts'
import { changeOf, fromTo, IncidentError, type LoggedEntry } from './life-cycle.ts'
import { memberOf } from './placing.ts'
import { higher, rank } from './rules.ts'

/** `any`: whatever is there; undefined: none was named. */
export type ExpectedVersion = number | 'any' | undefined

/** All of them throw `IncidentError`, and tell who did it. */
export type Incidents = {
  change(id: string, expected: ExpectedVersion, change: IncidentChange, by: string): IncidentRecord
  note(id: string, text: string, by: string): IncidentRecord
  /** A step that is done already stays who did it first. */
  setStep(id: string, step: string, isDone: boolean, by: string): IncidentRecord
  /** Puts the events of other incidents into this one, and closes those. */
  merge(id: string, expected: ExpectedVersion, others: readonly string[], by: string): IncidentRecord
  /** Takes events out of an incident into a new one. @returns the new one */
  split(id: string, expected: ExpectedVersion, eventIds: readonly string[], by: string): IncidentRecord
  create(creation: IncidentCreation, by: string): IncidentRecord
}

export type IncidentsOptions = {
  readonly rows: IncidentRows
  readonly entries: EntryRows
  /** Over the same connection as the rows. */
  readonly query: Pick<IncidentQuery, 'find' | 'ofEvent'>
  readonly findEvent: (id: string) => EventRecord | undefined
  readonly stepsOf: (kind: string) => readonly IncidentStep[]
  readonly newId: () => string
  readonly now: () => number
  readonly onChanged: () => void
}

export function createIncidents(options: IncidentsOptions): Incidents {
  const { rows, entries, query, findEvent, stepsOf, newId, now, onChanged } = options

  const find = (id: string): IncidentRecord => {
    const incident = query.find(id)
    if (incident === undefined) throw new IncidentError('not-found', `there is no incident ${id}`)
    return incident
  }

  const findAt = (id: string, expected: ExpectedVersion): IncidentRecord => {
    const incident = find(id)
    if (expected === 'any' || incident.version === expected) return incident
    throw new IncidentError('version-conflict', conflict(incident, expected))
  }

  const log = (n: number, by: string, entry: LoggedEntry & { text?: string }): void =>
    entries.add(n, { at: now(), by, ...entry })

  const changing = (change: () => string): IncidentRecord => {
    const changed = find(rows.exclusively(change))
    onChanged()
    return changed
  }

  const apply = (incident: IncidentRecord, change: IncidentChange, by: string): void => {
    const { severity, hold, relatedCameras, links, comment } = change
    refuseUnfounded(incident, change)
    const { changed, entries: logged } = changeOf(incident, change, by, now())
    const settings: IncidentSettings = {
      ...changed,
      ...(severity !== undefined && { severity: rank(severity) }),
      ...(hold !== undefined && { hold }),
      ...(links !== undefined && { links }),
    }
    if (relatedCameras !== undefined) rows.setRelatedCameras(incident.number, relatedCameras)
    rows.set(incident.number, settings, true)
    const all = [...logged, ...otherEntries(incident, change)]
    // What was said of a change of several things belongs to the gravest of them.
    const told = all.find(({ what }) => what === 'hold') ?? all[0]
    for (const entry of all)
      log(incident.number, by, entry === told && comment !== undefined ? { ...entry, text: comment } : entry)
    if (all.length === 0 && comment !== undefined) log(incident.number, by, { what: 'note', text: comment })
  }

  const eventsOf = (ids: readonly string[]): EventRecord[] =>
    [...new Set(ids)]
      .map((id) => {
        const event = findEvent(id)
        if (event === undefined) throw new IncidentError('invalid-incident', `events: no event ${id} is stored`)
        return event
      })
      .sort((a, b) => momentOf(a).at - momentOf(b).at)

  const mergeOne = (target: IncidentRecord, source: IncidentRecord, by: string): void => {
    rows.moveMembers(source.number, target.number)
    const closed = { state: 'closed', reason: 'merged', closedAt: now(), mergedInto: target.number }
    rows.set(source.number, closed, true)
    rows.redirect(source.number, target.number)
    rows.recount(source.number)
    log(source.number, by, { what: 'merged', from: source.state, to: target.id })
    log(target.number, by, { what: 'merged', from: source.id })
  }

  return {
    change: (id, expected, change, by) =>
      changing(() => {
        apply(findAt(id, expected), change, by)
        return id
      }),
    note: (id, text, by) =>
      changing(() => {
        const { number } = find(id)
        rows.set(number, {}, false)
        log(number, by, { what: 'note', text })
        return id
      }),
    setStep: (id, step, isDone, by) =>
      changing(() => {
        const { number, steps } = find(id)
        const known = steps.find((one) => one.step === step)
        if (known === undefined)
          throw new IncidentError('not-found', `incident ${number} has no step "${step}" in its checklist`)
        if ((known.doneAt !== undefined) === isDone) return id
        const { doneAt: _, doneBy: __, ...bare } = known
        const changed = isDone ? { ...bare, doneAt: now(), doneBy: by } : bare
        rows.set(number, { steps: steps.map((one) => (one === known ? changed : one)) }, false)
        log(number, by, { what: 'step', ...(isDone ? { to: step } : { from: step }) })
        return id
      }),
    merge: (id, expected, others, by) =>
      changing(() => {
        const target = findAt(id, expected)
        refuseMerged(target)
        if (target.state === 'closed')
          throw new IncidentError('invalid-transition', `incident ${target.number} is closed; open it again first`)
        const sources = [...new Set(others)].map(find)
        for (const source of sources) {
          refuseMerged(source)
          if (source.id === id)
            throw new IncidentError('invalid-incident', 'incidents: one cannot be merged into itself')
        }
        for (const source of sources) mergeOne(target, source, by)
        const held = sources.find(({ hold }) => hold)
        rows.set(target.number, { hold: target.hold || held !== undefined }, true)
        if (held !== undefined && !target.hold) log(target.number, by, inherited(held))
        rows.recount(target.number)
        return id
      }),
    split: (id, expected, eventIds, by) =>
      changing(() => {
        const source = findAt(id, expected)
        const events = eventsOf(eventIds)
        const stranger = events.find((event) => query.ofEvent(event.id)?.id !== id)
        if (stranger !== undefined)
          throw new IncidentError('invalid-incident', `events: ${stranger.id} is not in incident ${source.number}`)
        if (events.length >= source.events + source.suppressed)
          throw new IncidentError('invalid-incident', `events: at least one must stay in incident ${source.number}`)
        const { kind, rule = null, late, hold } = source
        const created = { kind, rule, isLate: late, splitFrom: source.number }
        const { id: newOne, n } = insert(events, created, 'info')
        rows.moveMembers(
          source.number,
          n,
          events.map((event) => event.id),
        )
        rows.set(source.number, {}, true)
        rows.set(n, { hold }, false)
        if (hold) log(n, by, inherited(source))
        for (const number of [source.number, n]) rows.recount(number)
        log(source.number, by, { what: 'split', to: newOne })
        log(n, by, { what: 'split', from: source.id })
        return newOne
      }),
    create: ({ kind, events: eventIds, severity, comment }, by) =>
      changing(() => {
        const events = eventsOf(eventIds)
        for (const event of events) {
          const known = query.ofEvent(event.id)
          if (known !== undefined)
            throw new IncidentError('invalid-incident', `events: ${event.id} is in incident ${known.number} already`)
        }
        const worst = events.map((event): Severity => event.severity ?? 'info').reduce(higher)
        const created = { kind, rule: null, isLate: false, splitFrom: null }
        const { id, n } = insert(events, created, severity ?? worst)
        for (const event of events) {
          const moment = momentOf(event)
          rows.addMember(n, memberOf(event, moment, event.severity ?? 'info', false), false)
        }
        rows.set(n, { state: 'acknowledged', acknowledgedAt: now(), owner: by }, false)
        log(n, by, { what: 'opened', to: severity ?? worst, ...(comment !== undefined && { text: comment }) })
        return id
      }),
  }

  /** One that nothing joins by itself. */
  function insert(
    [first]: readonly EventRecord[],
    created: { kind: string; rule: string | null; isLate: boolean; splitFrom: number | null },
    severity: Severity,
  ): { id: string; n: number } {
    if (first === undefined) throw new IncidentError('invalid-incident', 'events: name at least one')
    const id = newId()
    const { site, agent } = first
    const facts = { id, groupKey: null, site, agent, severity: rank(severity), openedAt: now() }
    const n = rows.insert({ ...facts, ...created, steps: stepsOf(created.kind) }, momentOf(first).at)
    return { id, n }
  }
}

/** It must be known later why evidence was kept, and why no longer. */
function refuseUnfounded({ number, hold: isHeld }: IncidentRecord, { hold, comment }: IncidentChange): void {
  if (hold === undefined || hold === isHeld || comment !== undefined) return
  throw new IncidentError(
    'reason-required',
    `hold: say in \`comment\` why incident ${number} is ${hold ? 'put on legal hold' : 'on legal hold no longer'}`,
  )
}

/** Events take the hold along into another incident. */
function inherited({ held }: IncidentRecord): LoggedEntry & { text?: string } {
  return { what: 'hold', ...fromTo('false', 'true'), ...(held?.why !== undefined && { text: held.why }) }
}

function refuseMerged({ number, reason, mergedInto }: IncidentRecord): void {
  if (reason !== 'merged') return
  throw new IncidentError('invalid-transition', `incident ${number} was merged into ${mergedInto}; name that one`)
}

function otherEntries(
  { severity, hold, relatedCameras, links }: IncidentRecord,
  change: IncidentChange,
): { what: IncidentEntry['what']; from?: string; to?: string }[] {
  const cameras = (list: IncidentRecord['relatedCameras']): string =>
    list.map(({ site, agent, camera }) => `${site}/${agent}/${camera}`).join(', ')
  const urls = (list: IncidentRecord['links']): string => list.map(({ url }) => url).join(', ')
  const now = {
    severity: change.severity,
    hold: change.hold === undefined ? undefined : String(change.hold),
    cameras: change.relatedCameras === undefined ? undefined : cameras(change.relatedCameras),
    links: change.links === undefined ? undefined : urls(change.links),
  }
  const before = { severity, hold: String(hold), cameras: cameras(relatedCameras), links: urls(links) }
  return (['severity', 'hold', 'cameras', 'links'] as const)
    .filter((what) => now[what] !== undefined && now[what] !== before[what])
    .map((what) => ({ what, ...fromTo(before[what], now[what]) }))
}

function conflict({ number, version, revision }: IncidentRecord, expected: ExpectedVersion): string {
  return expected === undefined
    ? `incident ${number} is at version ${version}; change it with If-Match: "${version}-${revision}"`
    : `incident ${number} was changed by somebody else: it is at version ${version}, not ${expected}; read it again`
}
