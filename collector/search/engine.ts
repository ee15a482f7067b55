/** The search itself, in the thread that it is called from. */
import type { CountedFact, CountUnit, EventCounts, EventPage } from '../../wire/rest.ts'
import { decodeCursor, type EventFilter, encodeCursor } from '../query/event-filter.ts'
import { createRecordReader, type RecordRow, recordColumns } from '../query/events.ts'
import { openReader } from '../store/database.ts'
import type { Field } from './facts.ts'
import { createIndexer, usualSizes } from './indexer.ts'
import { createNotedEvents } from './noted-events.ts'
import { newestOf } from './pages.ts'
import { createPlaces } from './places.ts'
import { type Plan, planOf } from './plan.ts'
import { openSearchFile } from './search-file.ts'
import { type Tallies, talliesOf } from './tallies.ts'
import { bucketStarts } from './zone-time.ts'

export type CountQuestion = {
  readonly filter: EventFilter
  readonly by?: CountedFact
  /** Needs the filter to say from when to when; all as one when not given. */
  readonly unit?: CountUnit
  readonly timeZone: string
}

export type SearchEngine = {
  /**
   * Events, newest first.
   * @param cursor `nextCursor` of the page before
   * @returns undefined when the cursor is none of ours
   */
  page(filter: EventFilter, limit: number, cursor?: string): EventPage | undefined
  counts(question: CountQuestion): EventCounts
  /** Reads some of what was committed since. @returns whether there is more */
  catchUp(): boolean
  /** Makes ready, for whoever asks for notes, what is not ready yet. @returns whether there is more */
  prepareNotes(): boolean
  /** 0 to 1: how much of the events is read. */
  progress(): number
  /** Writes down how far it is. @returns the newest of the noted changes that is not needed any longer */
  save(): number
  /** Saves, and closes both databases. */
  close(): void
  /** Closes them as they are. */
  abandon(): void
}

export type SearchFiles = {
  /** The database of the collector, which is only read. */
  readonly eventsFile: string
  /** That of incidents, only read, and only for what people wrote in them. */
  readonly incidentsFile: string
  /** Made when it is not there, or not of these events. */
  readonly searchFile: string
}

export function openSearchEngine(
  { eventsFile, incidentsFile, searchFile }: SearchFiles,
  sizes = usualSizes,
): SearchEngine {
  const reader = openReader(eventsFile)
  const { db, segments } = openSearchFile(searchFile, reader)
  const indexer = createIndexer(reader, segments, sizes)
  const noted = createNotedEvents(reader, incidentsFile)
  const places = createPlaces(segments)
  const recordOf = createRecordReader(reader)
  const find = reader.prepare<[number], RecordRow>(`SELECT ${recordColumns} FROM event WHERE n = ?`)

  const plan = (filter: EventFilter): Plan | undefined =>
    planOf(filter, segments, places, filter.notes === undefined ? undefined : noted.numbers(filter.notes))

  const page = (filter: EventFilter, limit: number, cursor: string | undefined): EventPage | undefined => {
    const after = cursor === undefined ? undefined : decodeCursor(cursor)
    if (cursor !== undefined && after === undefined) return undefined
    const planned = plan(filter)
    if (planned === undefined) return { events: [] }
    // One more than asked for tells whether there is a next page.
    const found = newestOf(segments, indexer.loose, planned, limit + 1, after)
    const last = found.length > limit ? found[limit - 1] : undefined
    return {
      // One that was deleted since is missing rather than an error.
      events: found
        .slice(0, limit)
        .flatMap(({ n }) => find.get(n) ?? [])
        .map(recordOf),
      ...(last !== undefined && { nextCursor: encodeCursor(last) }),
    }
  }

  const abandon = (): void => {
    noted.close()
    db.close()
    reader.close()
  }

  return {
    page,
    counts({ filter, by, unit, timeZone }) {
      const planned = plan(filter)
      const { from = 0, to = from } = filter
      const starts = unit === undefined ? [from] : bucketStarts(timeZone, from, to, unit)
      const loose = indexer.loose
      const tallies = planned === undefined ? new Map() : talliesOf(segments, loose, planned, starts, fieldOf(by))
      return { timeZone, starts, rows: rowsOf(by === 'agent' ? byAgent(tallies) : tallies) }
    },
    catchUp: indexer.catchUp,
    prepareNotes: noted.prepare,
    progress: indexer.progress,
    save: indexer.save,
    close() {
      indexer.save()
      abandon()
    },
    abandon,
  }
}

function fieldOf(by: CountedFact | undefined): Field | undefined {
  return by === 'agent' || by === 'camera' ? 'view' : by
}

/** A view is `site/agent/camera`. */
function byAgent(tallies: Tallies): Tallies {
  const agents = new Map<string | null, number[]>()
  for (const [view, counts] of tallies) {
    const agent = view === null ? null : view.slice(0, view.lastIndexOf('/'))
    const before = agents.get(agent)
    agents.set(agent, before === undefined ? [...counts] : before.map((count, index) => count + (counts[index] ?? 0)))
  }
  return agents
}

function rowsOf(tallies: Tallies): EventCounts['rows'] {
  return [...tallies]
    .map(([value, counts]) => ({ value, total: counts.reduce((sum, count) => sum + count, 0), counts: [...counts] }))
    .filter(({ total }) => total > 0)
    .sort((a, b) => b.total - a.total)
}
