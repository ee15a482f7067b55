/** Deletes what retention has chosen, a little at a time, each time in one transaction with how far it has come. */
import type { Database } from 'better-sqlite3'
import { toRanges } from '../../wire/ack.ts'
import { createChanges } from './changes.ts'

/** A class of data: each is kept for a time of its own. */
export const dataClasses = ['events', 'counts', 'snapshots', 'clips', 'incidents'] as const
export type DataClass = (typeof dataClasses)[number]

export type ErasedMedia = { readonly n: number; readonly kind: number; readonly sha256: Uint8Array }

/** What was deleted of one class, under the rule of one branch; '' is the rule for all that have none of their own. */
export type ErasureCount = {
  readonly class: DataClass
  readonly branch: string
  /** age: its time was over; room: there was none left; orphan: a file that no event names. */
  readonly why: 'age' | 'room' | 'orphan'
  readonly count: number
  /** Of files; 0 of rows. */
  readonly bytes: number
  /** When the oldest and the newest of it had come. */
  readonly oldestAt: number
  readonly newestAt: number
}

/** How far one sweep has looked: everything up to `n`, for what came before `beforeAt`, by the policy named by `scope`. */
export type SweepMark = {
  readonly name: string
  readonly scope: string
  readonly n: number
  readonly beforeAt: number
}

/** One step. What a step leaves out is not touched by it. */
export type Erasure = {
  /** When the run began that it is a part of. */
  readonly run: number
  /** Numbers of events, which go with all their messages. */
  readonly events?: readonly number[]
  /** Pictures and clips whose files are gone already. */
  readonly media?: readonly ErasedMedia[]
  readonly counts?: readonly ErasureCount[]
  readonly sweep?: SweepMark
  /** Events that a sweep passes and that are to be looked at again. */
  readonly revisit?: readonly number[]
  /** Events that need not be looked at again. */
  readonly revisited?: readonly number[]
  /** The run is over; with why it could not go on, where it could not. */
  readonly ended?: { readonly at: number; readonly cause?: string }
  /** The audit record has it. */
  readonly isNoted?: boolean
}

export type Eraser = {
  /** In one transaction, which is on disk with the next one of an event; what a power cut takes back is done again. */
  erase(erasure: Erasure): void
  /** The highest event that some sweep has passed. */
  sweptTo(): number
  /** Events that came before it may have been deleted; epoch ms. */
  erasedBefore(): number
}

const keptRuns = 1_000

export function createEraser(db: Database): Eraser {
  const changes = createChanges(db)
  // The newest event stays, whatever its age: its number must not be given to another one.
  const newest = db.prepare<[], number>('SELECT coalesce(max(n), 0) FROM event').pluck()
  const dropLater = db.prepare('DELETE FROM later_message WHERE event_n BETWEEN ? AND ?')
  const dropMediaOf = db.prepare('DELETE FROM media WHERE event_n BETWEEN ? AND ?')
  const dropEvents = db.prepare('DELETE FROM event WHERE n BETWEEN ? AND ?')
  const dropMedia = db.prepare('DELETE FROM media WHERE event_n = ? AND kind = ? AND sha256 = ?')
  const setSweep = db.prepare(
    `INSERT INTO sweep VALUES ($name, $scope, $n, $beforeAt)
     ON CONFLICT (name) DO UPDATE SET scope = $scope, n = $n, before_at = $beforeAt`,
  )
  const addRevisit = db.prepare('INSERT INTO revisit VALUES (?) ON CONFLICT DO NOTHING')
  const dropRevisit = db.prepare('DELETE FROM revisit WHERE event_n = ?')
  const openRun = db.prepare('INSERT INTO erasure_run (run) VALUES (?) ON CONFLICT DO NOTHING')
  const endRun = db.prepare('UPDATE erasure_run SET ended_at = ?, cause = ? WHERE run = ?')
  const noteRun = db.prepare('UPDATE erasure_run SET noted = 1 WHERE run = ?')
  const oldRuns = db
    .prepare<[number], number>('SELECT run FROM erasure_run ORDER BY run DESC LIMIT -1 OFFSET ?')
    .pluck()
  const dropRun = db.prepare('DELETE FROM erasure_run WHERE run = ? AND noted = 1')
  const dropCounts = db.prepare('DELETE FROM erasure WHERE run NOT IN (SELECT run FROM erasure_run)')
  const count = db.prepare(
    `INSERT INTO erasure VALUES ($run, $class, $branch, $why, $count, $bytes, $oldestAt, $newestAt)
     ON CONFLICT DO UPDATE SET count = count + $count, bytes = bytes + $bytes,
       oldest_at = min(oldest_at, $oldestAt), newest_at = max(newest_at, $newestAt)`,
  )
  const readState = db.prepare<[], { n: number; beforeAt: number }>(
    `SELECT coalesce(max(n), 0) AS n,
       coalesce(max(before_at) FILTER (WHERE name LIKE 'events/%' OR name LIKE 'counts/%'), 0) AS beforeAt FROM sweep`,
  )
  let state: { readonly n: number; readonly beforeAt: number } | undefined
  const known = () => (state ??= readState.get() ?? { n: 0, beforeAt: 0 })

  const dropAll = (numbers: readonly number[]): void => {
    const limit = newest.get() ?? 0
    for (const [from, to] of toRanges(numbers.filter((n) => n < limit))) {
      dropLater.run(from, to)
      dropMediaOf.run(from, to)
      dropEvents.run(from, to)
      for (let n = from; n <= to; n++) changes.add(n)
    }
    changes.write()
  }

  const endAndTrim = (run: number, { at, cause }: NonNullable<Erasure['ended']>): void => {
    endRun.run(at, cause ?? null, run)
    for (const old of oldRuns.all(keptRuns)) dropRun.run(old)
    dropCounts.run()
  }

  const step = db.transaction((erasure: Erasure): void => {
    const { run, events = [], media = [], counts = [], sweep, revisit = [], revisited = [], ended, isNoted } = erasure
    openRun.run(run)
    dropAll(events)
    for (const { n, kind, sha256 } of media) dropMedia.run(n, kind, sha256)
    for (const one of counts) count.run({ run, ...one })
    for (const n of revisited) dropRevisit.run(n)
    for (const n of revisit) addRevisit.run(n)
    if (sweep !== undefined) setSweep.run(sweep)
    if (ended !== undefined) endAndTrim(run, ended)
    if (isNoted === true) noteRun.run(run)
  })

  return {
    erase(erasure) {
      // Its commit need not wait for the disk: that would hold up who stores events.
      db.pragma('synchronous = NORMAL')
      try {
        step.immediate(erasure)
      } finally {
        db.pragma('synchronous = FULL')
        changes.forget()
        state = undefined
      }
    },
    sweptTo: () => known().n,
    erasedBefore: () => known().beforeAt,
  }
}
