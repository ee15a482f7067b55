import type { Outcome, Pending, ReadingMark, ReadingRows } from '../store/event-reading.ts'
import type { IncidentRows } from '../store/incidents.ts'

/** What was read and changes no incident: gathered, so that not every event costs a commit. */
export type Unsaved = {
  mark(mark: ReadingMark): void
  count(event: { readonly site: string; readonly startAt: number }, outcome: Outcome): void
  keepPending(pending: Pending): void
  dropPending(eventId: string): void
  /** Everybody was told of an incident as it is at a revision. */
  setPublished(incidentNumber: number, revision: number): void
  /** How long the oldest of it has been waiting, at least 1; 0: there is none. */
  ageMs(): number
  /** To be called in the transaction that writes everything else. */
  write(): void
  clear(): void
}

const hourMs = 3_600_000

export function createUnsaved(
  reading: ReadingRows,
  rows: Pick<IncidentRows, 'setPublished'>,
  now: () => number,
): Unsaved {
  const counts = new Map<string, { hour: number; site: string; outcome: Outcome; count: number }>()
  const pending = new Map<string, Pending | undefined>()
  const published = new Map<number, number>()
  let mark: ReadingMark | undefined
  let since: number | undefined
  const begin = (): void => {
    since ??= now()
  }
  return {
    mark(next) {
      begin()
      mark = next
    },
    count({ site, startAt }, outcome) {
      begin()
      const hour = Math.floor(startAt / hourMs) * hourMs
      const key = `${hour}/${site}/${outcome}`
      const known = counts.get(key)
      if (known === undefined) counts.set(key, { hour, site, outcome, count: 1 })
      else known.count += 1
    },
    keepPending(one) {
      begin()
      pending.set(one.eventId, one)
    },
    dropPending(eventId) {
      begin()
      pending.set(eventId, undefined)
    },
    setPublished(incidentNumber, revision) {
      begin()
      published.set(incidentNumber, revision)
    },
    ageMs: () => (since === undefined ? 0 : now() - since + 1),
    write() {
      if (mark !== undefined) reading.setMark(mark)
      for (const { hour, site, outcome, count } of counts.values()) reading.count(hour, site, outcome, count)
      for (const [eventId, one] of pending) {
        if (one === undefined) reading.dropPending(eventId)
        else reading.keepPending(one, now())
      }
      for (const [incidentNumber, revision] of published) rows.setPublished(incidentNumber, revision)
    },
    clear() {
      counts.clear()
      pending.clear()
      published.clear()
      mark = undefined
      since = undefined
    },
  }
}
