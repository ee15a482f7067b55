/** Walks what came, the oldest first, and finds what has been kept long enough. Deletes nothing itself. */
import type { Holds } from '../query/incident-holds.ts'
import type { Retained, RetainedEvent, RetainedMedia } from '../query/retained.ts'
import type { DataClass, ErasureCount, SweepMark } from '../store/erasing.ts'
import { mediaKinds } from '../store/event-media.ts'
import type { MediaFiles } from '../store/media-files.ts'
import { dayMs, type Policy, type Sweep } from './policy.ts'

export type SweepSources = {
  readonly retained: Retained
  readonly holds: Holds
  readonly files: MediaFiles
  readonly policy: Policy
  /** Epoch ms of the run. */
  readonly now: number
}

export type DoomedEvent = RetainedEvent & { readonly branch: string }
export type DoomedMedia = Pick<RetainedMedia, 'n' | 'kind' | 'sha256' | 'receivedAt'> & {
  readonly branch: string
  readonly why: ErasureCount['why']
  /** Absent: there is no file, or it is the file of another event, too. */
  readonly bytes?: number
}

/** A few events further: what is to be deleted of them, and where the sweep stands then. */
export type Step = {
  readonly events: readonly DoomedEvent[]
  readonly media: readonly DoomedMedia[]
  readonly revisit: readonly number[]
  readonly revisited: readonly number[]
  readonly sweep?: SweepMark
}

/** Events of one step: some milliseconds of whoever deletes them. */
const stepSize = 400

export const kindsOf = {
  snapshots: [mediaKinds.snapshot, mediaKinds.thumbnail],
  clips: [mediaKinds.clip],
} as const

/** @param sweep of events or counts */
export function* sweepEvents(sources: SweepSources, sweep: Sweep): Generator<Step> {
  const { retained, policy } = sources
  const newest = retained.newest()
  const read = (n: number) => retained.events(n, stepSize)
  for (const { passed, mark } of walk(sources, sweep, read, ({ n }) => n >= newest)) {
    const mine = passed.filter((event) => classOf(event) === sweep.class && isOf(sweep, policy, event.site))
    const { due, waiting } = sort(sources, mine, mark.beforeAt)
    const events = due.map((event) => ({ ...event, branch: policy.periodOf(event.site, sweep.class).branch }))
    const media = due.flatMap(({ n }) => retained.mediaOf(n)).map((one) => doomed(sources, one, mark.beforeAt))
    yield { events, media, revisit: waiting, revisited: [], sweep: mark }
  }
}

/** @param sweep of snapshots or clips */
export function* sweepMedia(sources: SweepSources, sweep: Sweep & { class: keyof typeof kindsOf }): Generator<Step> {
  const { retained, policy } = sources
  const read = (n: number) => retained.media(n, stepSize, kindsOf[sweep.class])
  for (const { passed, mark } of walk(sources, sweep, read, () => false)) {
    const mine = passed.filter(({ site }) => isOf(sweep, policy, site))
    const { due, waiting } = sort(sources, mine, mark.beforeAt)
    const old = due.filter(({ sha256 }) => isOld(sources, sha256, mark.beforeAt))
    const media = old.map((one) => doomed(sources, one, mark.beforeAt))
    // A file that came long after its event is kept as long as any.
    const young = due.filter((one) => !old.includes(one)).map(({ n }) => n)
    yield { events: [], media, revisit: [...waiting, ...young], revisited: [], sweep: mark }
  }
}

/** What earlier sweeps had to leave: it was on legal hold, or came late. */
export function* sweepAgain(sources: SweepSources): Generator<Step> {
  const { retained } = sources
  let last = 0
  for (let ns = retained.revisits(last, stepSize); ns.length > 0; ns = retained.revisits(last, stepSize)) {
    last = ns.at(-1) ?? last
    const steps = ns.map((n) => lookAgain(sources, n))
    yield {
      events: steps.flatMap(({ events }) => events),
      media: steps.flatMap(({ media }) => media),
      revisit: [],
      revisited: steps.flatMap(({ revisited }) => revisited),
    }
  }
}

function lookAgain(sources: SweepSources, n: number): Pick<Step, 'events' | 'media' | 'revisited'> {
  const { retained, policy, holds, now } = sources
  const event = retained.event(n)
  if (event === undefined) return { events: [], media: [], revisited: [n] }
  if (holds.events().has(event.id)) return { events: [], media: [], revisited: [] }
  const { days, branch } = policy.periodOf(event.site, classOf(event))
  const media = retained.mediaOf(n)
  if (event.receivedAt < now - days * dayMs && n < retained.newest()) {
    const all = media.map((one) => doomed(sources, one, now - days * dayMs))
    return { events: [{ ...event, branch }], media: all, revisited: [n] }
  }
  const due = media.filter(({ kind, sha256, site, receivedAt }) => {
    const before = now - policy.periodOf(site, mediaClass(kind)).days * dayMs
    return receivedAt < before && isOld(sources, sha256, before)
  })
  const isPassed = (retained.sweep(`${classOf(event)}/${days}`)?.n ?? 0) >= n
  const isDone = due.length === media.length && !isPassed
  return { events: [], media: due.map((one) => doomed(sources, one, now)), revisited: isDone ? [n] : [] }
}

export function mediaClass(kind: number): 'snapshots' | 'clips' {
  return kind === mediaKinds.clip ? 'clips' : 'snapshots'
}

function classOf({ isCount }: RetainedEvent): DataClass {
  return isCount === 1 ? 'counts' : 'events'
}

function isOf({ class: dataClass, days }: Sweep, policy: Policy, site: string): boolean {
  return policy.periodOf(site, dataClass).days === days
}

/**
 * From where the last one stopped, up to the first that is too young. A clock that ran ahead for a while holds nothing up;
 * one that ran behind makes nothing old but what it marked itself.
 */
function* walk<T extends RetainedEvent>(
  { retained, policy, now }: SweepSources,
  { name, class: dataClass, days }: Sweep,
  read: (afterN: number) => T[],
  isEnd: (row: T) => boolean,
): Generator<{ passed: T[]; mark: SweepMark }> {
  const [beforeAt, scope] = [now - days * dayMs, policy.scopeOf(dataClass)]
  const known = retained.sweep(name)
  let n = known?.scope === scope ? known.n : 0
  for (;;) {
    const rows = read(n)
    const end = rows.findIndex((row) => isEnd(row) || (row.receivedAt >= beforeAt && row.receivedAt <= now + dayMs))
    const passed = end === -1 ? rows : rows.slice(0, end).filter((row) => row.n !== rows[end]?.n)
    const last = passed.at(-1)
    if (last === undefined) return
    n = last.n
    yield { passed, mark: { name, scope, n, beforeAt } }
    if (end !== -1) return
  }
}

function sort<T extends RetainedEvent>({ holds }: SweepSources, rows: readonly T[], beforeAt: number) {
  const held = holds.events()
  const isDue = ({ id, receivedAt }: T): boolean => receivedAt < beforeAt && !held.has(id)
  return { due: rows.filter(isDue), waiting: rows.filter((row) => !isDue(row)).map(({ n }) => n) }
}

/** When it came, or came again: a box that sends the same bytes once more has them kept anew. */
function isOld({ files }: SweepSources, sha256: Uint8Array, beforeAt: number): boolean {
  return (files.look(sha256)?.at ?? 0) < beforeAt
}

function doomed(
  { files, policy, retained, holds }: SweepSources,
  { n, kind, sha256, site, receivedAt }: RetainedMedia,
  beforeAt: number,
): DoomedMedia {
  const { branch } = policy.periodOf(site, mediaClass(kind))
  const one = { n, kind, sha256, receivedAt, branch, why: 'age' as const }
  const file = files.look(sha256)
  const isOthers = file === undefined || file.at >= beforeAt || isHeld(holds, retained, sha256)
  return isOthers ? one : { ...one, bytes: file.bytes }
}

/** Whether an event on legal hold shows the same bytes. */
export function isHeld(holds: Holds, retained: Retained, sha256: Uint8Array): boolean {
  return heldAddresses(holds, retained).has(Buffer.from(sha256).toString('hex'))
}

const addressesOf = new WeakMap<ReadonlySet<string>, ReadonlySet<string>>()

function heldAddresses(holds: Holds, retained: Retained): ReadonlySet<string> {
  const ids = holds.events()
  const known = addressesOf.get(ids)
  if (known !== undefined) return known
  const numbers = [...ids].flatMap((id) => retained.numberOf(id) ?? [])
  const addresses = new Set(numbers.flatMap(retained.mediaOf).map(({ sha256 }) => sha256.toString('hex')))
  addressesOf.set(ids, addresses)
  return addresses
}
