/** Reads events in the order in which they were stored, and puts each that matters into an incident, once. */
import type { EventRecord } from '../../wire/rest.ts'
import type { EventStream, StreamedEvent } from '../query/event-stream.ts'
import type { ReadingMark, ReadingRows } from '../store/event-reading.ts'
import type { IncidentRows } from '../store/incidents.ts'
import { createUnsaved } from './unsaved.ts'

export type GrouperOptions = {
  readonly stream: EventStream
  /** The event as it is now, whole. */
  readonly find: (eventId: string) => EventRecord | undefined
  readonly rows: Pick<IncidentRows, 'exclusively' | 'setPublished'>
  readonly reading: ReadingRows
  /** Whether an event may be part of an incident at all; the others are not read whole. */
  readonly mayMatter: (type: string, hasSeverity: boolean) => boolean
  /** Puts an event where it belongs. @returns what became of it; undefined: nothing that is counted */
  readonly place: (event: EventRecord) => 'grouped' | 'suppressed' | 'quiet' | undefined
  readonly now: () => number
}

export type Grouper = {
  /** Reads on, some milliseconds long. */
  step(): Progress
  /** Looks once more at some events that may have changed; `isMore` until it has been around. */
  review(): Progress
  /** Everybody was told of an incident as it is at a revision: written with the rest, since told twice is no harm. */
  setPublished(incidentNumber: number, revision: number): void
  /** Writes what is read and not written yet. */
  flush(): void
  /** After a failure: what was read and not written is read again. */
  reset(): void
  /** Events that wait. */
  behind(): number
}

export type Progress = {
  readonly isMore: boolean
  /** Whether an incident may have changed. */
  readonly isChanged: boolean
}

const readAtOnce = 500
/** Of those that matter: so many are written in one transaction, some ten milliseconds. */
const placedAtOnce = 100
/** What changes no incident may wait to be written: a crash reads it again, to the same end. */
const saveAfterMs = 5_000
/** Clocks and queues: events do not come strictly in the order of their times. */
const marginMs = 60_000
/** What an agent has not sent by then, it lost. */
const givenUpMs = 30 * 24 * 3_600_000

export function createGrouper({ stream, find, rows, reading, mayMatter, place, now }: GrouperOptions): Grouper {
  let mark = reading.mark() ?? start()
  let reviewedTo = ''
  const unsaved = createUnsaved(reading, rows, now)
  rows.exclusively(() => reading.dropPendingBefore(now() - givenUpMs))

  /** Events from before there were incidents stay as they are. */
  function start(): ReadingMark {
    const n = stream.lastN()
    const begun = { n, eventId: stream.idAt(n) ?? '', receivedAt: n === 0 ? 0 : now() }
    rows.exclusively(() => reading.setMark(begun))
    return begun
  }

  /** Another database than the one that was read, or its end was deleted: goes on after the last event known by its time. */
  const findPlace = (): void => {
    if (mark.n === 0 || stream.idAt(mark.n) === mark.eventId) return
    const n = Math.min(mark.n, stream.lastBefore(mark.receivedAt - marginMs))
    mark = { n, eventId: stream.idAt(n) ?? '', receivedAt: mark.receivedAt }
    unsaved.mark(mark)
  }

  const placeAndCount = (row: StreamedEvent): void => {
    const event = find(row.id)
    const outcome = event === undefined ? undefined : place(event)
    if (outcome !== undefined) unsaved.count(row, outcome)
  }

  const save = (chosen: readonly StreamedEvent[]): void => {
    rows.exclusively(() => {
      for (const row of chosen) placeAndCount(row)
      unsaved.write()
    })
    unsaved.clear()
  }

  return {
    step() {
      findPlace()
      const events = stream.after(mark.n, readAtOnce)
      const chosen: StreamedEvent[] = []
      for (const row of events) {
        if (chosen.length === placedAtOnce) break
        const { n, id, type, receivedAt } = row
        if (mayMatter(type, row.hasSeverity === 1)) chosen.push(row)
        unsaved.count(row, 'seen')
        if (row.isFinal === 0) unsaved.keepPending({ eventId: id, laterMessages: row.laterMessages })
        mark = { n, eventId: id, receivedAt: Math.max(receivedAt, mark.receivedAt) }
        unsaved.mark(mark)
      }
      const isDue = chosen.length > 0 || unsaved.ageMs() > saveAfterMs
      if (isDue) save(chosen)
      return { isMore: events.length === readAtOnce || chosen.length === placedAtOnce, isChanged: isDue }
    },
    review() {
      const pending = reading.pendingAfter(reviewedTo, readAtOnce)
      const known = new Map(stream.byIds(pending.map(({ eventId }) => eventId)).map((row) => [row.id, row]))
      const chosen: StreamedEvent[] = []
      for (const { eventId, laterMessages } of pending) {
        const row = known.get(eventId)
        const isSame = row?.laterMessages === laterMessages
        if (row !== undefined && !isSame) chosen.push(row)
        if (row === undefined || row.isFinal === 1) unsaved.dropPending(eventId)
        else if (!isSame) unsaved.keepPending({ eventId, laterMessages: row.laterMessages })
        reviewedTo = eventId
        if (chosen.length === placedAtOnce) break
      }
      const isMore = pending.length === readAtOnce || chosen.length === placedAtOnce
      if (!isMore) reviewedTo = ''
      if (chosen.length > 0) save(chosen)
      return { isMore, isChanged: chosen.length > 0 }
    },
    setPublished: (incidentNumber, revision) => unsaved.setPublished(incidentNumber, revision),
    flush() {
      if (unsaved.ageMs() > 0) save([])
    },
    reset() {
      unsaved.clear()
      mark = reading.mark() ?? mark
      reviewedTo = ''
    },
    behind: () => Math.max(0, stream.lastN() - mark.n),
  }
}
