/** One run of retention: everything that has been kept long enough goes, a little at a time. */
import type { Erasure, ErasureCount } from '../store/erasing.ts'
import type { IncidentEraser } from '../store/incident-erasing.ts'
import { createErasureTally, type ErasureTally } from './erasure-tally.ts'
import { type Inventory, takeInventory } from './inventory.ts'
import { dayMs } from './policy.ts'
import { makeRoom } from './room.ts'
import { mediaClass, type Step, type SweepSources, sweepAgain, sweepEvents, sweepMedia } from './sweep.ts'

export type RunOptions = SweepSources & {
  readonly incidents: IncidentEraser
  /** Deletes for good. @returns how long it held up those who store events, milliseconds */
  readonly erase: (erasure: Erasure) => Promise<number>
  /** Leaves the machine to others after so many milliseconds of work; throws to end the run. */
  readonly rest: (tookMs: number) => Promise<void>
  readonly maxMediaBytes: number | undefined
  /** Bytes of all files, where they are known; else, and for files that no event names, they are counted. */
  readonly mediaBytes?: number
  /** What is deleted, as it happens; told so that nothing of it is lost when the run fails. */
  readonly onErased?: (counts: readonly ErasureCount[]) => void
}

export type RunOutcome = {
  readonly counts: readonly ErasureCount[]
  /** Absent where the files were not counted. */
  readonly inventory?: Inventory
}

/** A mark that nothing was found before is written down once in so many steps. */
const markEvery = 50

export async function runRetention(options: RunOptions): Promise<RunOutcome> {
  const { now, policy, maxMediaBytes, rest, erase } = options
  const total = createErasureTally()
  const isMedia = (name: string): name is 'clips' | 'snapshots' => name === 'clips' || name === 'snapshots'
  await walkSteps(sweepAgain(options), options, total)
  for (const sweep of policy.sweeps) {
    const { class: dataClass } = sweep
    if (isMedia(dataClass)) await walkSteps(sweepMedia(options, { ...sweep, class: dataClass }), options, total)
  }
  for (const sweep of policy.sweeps) {
    if (sweep.class === 'events' || sweep.class === 'counts')
      await walkSteps(sweepEvents(options, sweep), options, total)
  }
  await eraseIncidents(options, total)
  const inventory = options.mediaBytes === undefined ? await takeInventory(options, rest) : undefined
  if (inventory !== undefined) await eraseOrphans(inventory, options, total)
  const orphans = inventory?.orphans.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0
  const bytes = (options.mediaBytes ?? inventory?.bytes ?? 0) - orphans
  const freed = inventory === undefined ? bytesOf(total) : 0
  const excess = maxMediaBytes === undefined ? 0 : bytes - freed - maxMediaBytes
  if (excess > 0) await walkSteps(makeRoom(options, excess), options, total)
  await erase({ run: now, ended: { at: Date.now() } })
  return { counts: total.list(), ...(inventory !== undefined && { inventory }) }
}

async function walkSteps(steps: Iterator<Step>, options: RunOptions, total: ErasureTally): Promise<void> {
  const { files, erase, rest, now: run, onErased } = options
  let unwritten: Step['sweep']
  let skipped = 0
  for (;;) {
    const startedAt = performance.now()
    const next = steps.next()
    if (next.done === true) break
    const { events, media, revisit, revisited, sweep } = next.value
    const isEmpty = events.length + media.length + revisit.length + revisited.length === 0
    unwritten = sweep ?? unwritten
    if (isEmpty && ++skipped % markEvery !== 0) {
      await rest(performance.now() - startedAt)
      continue
    }
    // Files before rows: after a crash the same rows are found again, and their files are gone already.
    for (const { sha256, bytes } of media) if (bytes !== undefined) files.remove(sha256)
    const counts = countsOf(next.value, total)
    const rows = { events: events.map(({ n }) => n), media, counts, revisit, revisited }
    const waited = performance.now() - startedAt
    const tookMs = await erase({ run, ...rows, ...(sweep !== undefined && { sweep }) })
    unwritten = undefined
    onErased?.(counts)
    await rest(waited + tookMs)
  }
  if (unwritten !== undefined) await erase({ run, sweep: unwritten })
}

function countsOf({ events, media }: Step, total: ErasureTally): ErasureCount[] {
  const tally = createErasureTally()
  for (const { isCount, branch, receivedAt: at } of events)
    add({ class: isCount === 1 ? 'counts' : 'events', branch, why: 'age', bytes: 0, at })
  for (const { kind, branch, why, bytes, receivedAt: at } of media)
    if (bytes !== undefined) add({ class: mediaClass(kind), branch, why, bytes, at })
  return tally.list()

  function add(one: Parameters<ErasureTally['add']>[0]): void {
    for (const each of [tally, total]) each.add(one)
  }
}

const incidentsPerStep = 20

/** Counted before they are deleted: rather told twice after a crash than not at all. */
async function eraseIncidents(options: RunOptions, total: ErasureTally): Promise<void> {
  const { incidents, policy, now, erase, rest, onErased } = options
  const shortest = Math.min(...policy.sweeps.filter((one) => one.class === 'incidents').map(({ days }) => days))
  let last = 0
  for (;;) {
    const startedAt = performance.now()
    const closed = incidents.closed(now - shortest * dayMs, last, incidentsPerStep)
    if (closed.length === 0) break
    last = closed.at(-1)?.n ?? last
    const due = closed.filter(({ site, closedAt }) => closedAt < now - policy.periodOf(site, 'incidents').days * dayMs)
    if (due.length > 0) {
      const tally = createErasureTally()
      for (const { site, closedAt: at } of due) {
        const one = {
          class: 'incidents',
          branch: policy.periodOf(site, 'incidents').branch,
          why: 'age',
          bytes: 0,
          at,
        } as const
        for (const each of [tally, total]) each.add(one)
      }
      await erase({ run: now, counts: tally.list() })
      incidents.erase(due.map(({ n }) => n))
      onErased?.(tally.list())
    }
    await rest(performance.now() - startedAt)
  }
  for (const site of incidents.sitesOfFigures())
    incidents.eraseFigures(site, now - policy.periodOf(site, 'counts').days * dayMs)
}

async function eraseOrphans({ orphans }: Inventory, options: RunOptions, total: ErasureTally): Promise<void> {
  const { files, erase, rest, now: run, onErased } = options
  for (const { sha256, bytes, at, isClip } of orphans) {
    const startedAt = performance.now()
    const one = { class: isClip ? 'clips' : 'snapshots', branch: '', why: 'orphan', bytes, at } as const
    const tally = createErasureTally()
    for (const each of [tally, total]) each.add(one)
    await erase({ run, counts: tally.list() })
    files.remove(sha256)
    onErased?.(tally.list())
    await rest(performance.now() - startedAt)
  }
}

function bytesOf(total: ErasureTally): number {
  return total.list().reduce((sum, { bytes }) => sum + bytes, 0)
}
