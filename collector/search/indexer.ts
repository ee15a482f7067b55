/** Keeps the search in step with the events: what is new and what changed is read after its commit. */
import type { Database } from 'better-sqlite3'
import { decodeNumbers } from '../store/changes.ts'
import { emptyBits, hasBit, segmentSize, setBit } from './bits.ts'
import { factsOf, measures } from './facts.ts'
import { createLoose, type Loose } from './loose.ts'
import { newestChange } from './search-file.ts'
import { createSearchableRows, type SearchableRow } from './searchable-rows.ts'
import { chunkSize, livingIn, type Segment, type Segments } from './segments.ts'

export type Indexer = {
  /** Reads what was committed since. @returns whether there is more to read than fits in one step */
  catchUp(): boolean
  /** Events that are in no segment: the newest, those that last, and those that changed. */
  readonly loose: Loose
  /** 0 to 1: how much of the events is read. */
  progress(): number
  /** Writes down how far it is. @returns the newest change that need not be kept any longer */
  save(): number
}

export type Sizes = {
  /** Events of one step: some tens of milliseconds. */
  readonly step: number
  readonly segment: number
  /** So many of the newest are left out of segments: most of what changes, changes soon. */
  readonly loose: number
}

export const usualSizes: Sizes = { step: 2_000, segment: segmentSize, loose: 8_192 }

/** A segment of which less is left is taken apart. */
const minLiving = 0.15

const duration = measures.indexOf('duration')

type ChangeRow = { n: number; events: Buffer }

export function createIndexer(reader: Database, segments: Segments, sizes: Sizes): Indexer {
  const rows = createSearchableRows(reader)
  const changedSince = reader.prepare<[number], ChangeRow>(
    'SELECT n, events FROM changed WHERE n > ? ORDER BY n LIMIT 200',
  )
  const newest = reader.prepare<[], number>('SELECT coalesce(max(n), 0) FROM event').pluck()
  const loose = createLoose()
  const state = { sealedTo: 0, readTo: 0, changesTo: 0 }

  const add = ({ n, event }: SearchableRow): void => loose.set(factsOf(n, event, segments.addTerm))

  const resume = (): void => {
    const before = segments.position()
    if (before === undefined) {
      // What changed before anything was read is read as it is now.
      state.changesTo = newestChange(reader)
      return
    }
    Object.assign(state, { sealedTo: before.sealedTo, readTo: before.sealedTo, changesTo: before.changesTo })
    for (const n of before.loose) refresh(n)
  }

  const refresh = (n: number): void => {
    const row = rows.find(n)
    if (row === undefined) loose.delete(n)
    else add(row)
  }

  const followChanges = (): boolean => {
    const changes = changedSince.all(state.changesTo)
    // What is newer than all that was read is read as it is now.
    const known = new Set(changes.flatMap(({ events }) => [...decodeNumbers(events)]).filter((n) => n <= state.readTo))
    const sealed = new Set([...known].filter((n) => !loose.has(n)))
    if (sealed.size > 0) bury(segments, sealed)
    for (const n of known) refresh(n)
    state.changesTo = changes.at(-1)?.n ?? state.changesTo
    return changes.length > 0
  }

  const readNew = (): boolean => {
    const found = rows.after(state.readTo, sizes.step)
    for (const row of found) add(row)
    state.readTo = found.at(-1)?.n ?? state.readTo
    return found.length === sizes.step
  }

  const sealSome = (): void => {
    const isFull = loose.size >= sizes.segment + sizes.loose
    if (!isFull) return
    const oldestFirst = loose.numbers().slice(0, -sizes.loose).map(loose.facts)
    const over = oldestFirst.filter((facts) => facts.measures[duration] !== -1)
    // Events that never end must not fill the memory.
    const chosen =
      over.length >= sizes.segment ? over : loose.size > 2 * (sizes.segment + sizes.loose) ? oldestFirst : []
    if (chosen.length === 0) return
    const sealing = chosen.slice(0, sizes.segment)
    segments.seal(sealing)
    for (const { n } of sealing) loose.delete(n)
    state.sealedTo = Math.max(state.sealedTo, sealing.at(-1)?.n ?? 0)
    keep()
  }

  /** Of a segment that is mostly gone the rest is loose again. */
  const clear = (): void => {
    for (const segment of segments.list()) {
      if (segment.dead === undefined || livingIn(segment) > minLiving * segment.count) continue
      for (const n of livingOf(segments, segment)) refresh(n)
      segments.drop(segment)
      keep()
    }
  }

  const keep = (): void => {
    const below = loose.numbers().filter((n) => n <= state.sealedTo)
    segments.save({ sealedTo: state.sealedTo, changesTo: state.changesTo, loose: below })
  }

  const step = reader.transaction(() =>
    segments.transaction(() => {
      const hasChanges = followChanges()
      const isMore = readNew()
      if (hasChanges) clear()
      sealSome()
      return hasChanges || isMore
    }),
  )

  resume()
  return {
    catchUp: step,
    loose,
    progress: () => (state.readTo === 0 ? 0 : state.readTo / Math.max(state.readTo, newest.get() ?? 0)),
    save() {
      segments.transaction(keep)
      return state.changesTo
    },
  }
}

/** Takes events out of the segments that hold them. */
function bury(segments: Segments, ns: ReadonlySet<number>): void {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, 0]
  for (const n of ns) [lowest, highest] = [Math.min(lowest, n), Math.max(highest, n)]
  for (const segment of segments.list()) {
    if (segment.maxN < lowest || segment.minN > highest) continue
    eachNumber(segments, segment, (position, n) => {
      if (!ns.has(n)) return
      segment.dead ??= emptyBits()
      setBit(segment.dead, position)
    })
  }
}

function livingOf(segments: Segments, segment: Segment): number[] {
  const living: number[] = []
  eachNumber(segments, segment, (position, n) => {
    if (segment.dead === undefined || !hasBit(segment.dead, position)) living.push(n)
  })
  return living
}

function eachNumber(segments: Segments, segment: Segment, visit: (position: number, n: number) => void): void {
  for (let chunk = 0; chunk * chunkSize < segment.count; chunk++) {
    const numbers = segments.chunk(segment, 'n', chunk) ?? []
    for (let index = 0; index < numbers.length; index++) visit(chunk * chunkSize + index, numbers[index] as number)
  }
}
