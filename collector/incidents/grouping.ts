/** An event and the incidents that it may belong to → where it goes. Pure. */
import type { EventRecord } from '../../wire/rest.ts'
import type { IncidentRule } from './rules.ts'

/** What is known of an incident of the same group; of a merged one, of that which it was merged into. */
export type Candidate = {
  readonly n: number
  readonly isClosed: boolean
  readonly isFalseAlarm: boolean
  readonly startAt: number
  /** When its last event began or ended; Infinity while one lasts. */
  readonly until: number
  readonly closedAt: number | undefined
}

/** An event on the time line of its incident. */
export type Moment = {
  readonly at: number
  /** Absent while it lasts. */
  readonly endAt: number | undefined
  /** It is history: it came long after it happened. */
  readonly isLate: boolean
  /** When it came, by the clock of the collector. */
  readonly receivedAt: number
}

export type Decision =
  | { readonly kind: 'join'; readonly n: number }
  /** A repeat of what was found to be a false alarm: only counted. */
  | { readonly kind: 'suppress'; readonly n: number }
  | { readonly kind: 'open' }
  /** Quiet hours: only counted. */
  | { readonly kind: 'drop' }

/** Where an event lies in time; a clock that cannot be right is replaced by ours. */
export function momentOf({ startAt, endAt, receivedAt, timing, clock, replayed }: EventRecord): Moment {
  const isWrong = timing === 'future' || (clock === 'none' && !replayed)
  if (!isWrong) return { at: startAt, endAt, isLate: timing === 'late', receivedAt }
  const endedAt = endAt === undefined ? undefined : receivedAt + Math.max(0, endAt - startAt)
  return { at: receivedAt, endAt: endedAt, isLate: false, receivedAt }
}

/**
 * What is live goes to the open incident that it continues, else it is a repeat of a false alarm, or opens one. What is
 * history goes to whatever incident it fell into, closed or not, and never wakes one up.
 * @param candidates any order
 */
export function decide(
  rule: Pick<IncidentRule, 'gapMs' | 'maxMs' | 'suppressMs'>,
  moment: Moment,
  candidates: readonly Candidate[],
  isDropped: boolean,
): Decision {
  const newestFirst = [...candidates].sort((a, b) => b.until - a.until || b.n - a.n)
  const near = newestFirst.filter((candidate) => isNear(rule, moment, candidate))
  const open = near.find(({ isClosed }) => !isClosed)
  if (open !== undefined) return { kind: 'join', n: open.n }
  const past = near.find(({ closedAt }) => moment.isLate || (closedAt !== undefined && moment.at <= closedAt))
  if (past !== undefined) return { kind: 'join', n: past.n }
  const falseAlarm = newestFirst.find((candidate) => isRepeat(rule, moment, candidate))
  if (falseAlarm !== undefined) return { kind: 'suppress', n: falseAlarm.n }
  return { kind: isDropped ? 'drop' : 'open' }
}

function isNear(
  { gapMs, maxMs }: Pick<IncidentRule, 'gapMs' | 'maxMs'>,
  { at, endAt }: Moment,
  { startAt, until }: Candidate,
): boolean {
  // One that lasts may reach anywhere: where it began decides.
  const end = endAt ?? at
  return at <= until + gapMs && end >= startAt - gapMs && at - startAt <= maxMs && startAt - at <= maxMs
}

function isRepeat(
  { suppressMs }: Pick<IncidentRule, 'suppressMs'>,
  { isLate, receivedAt }: Moment,
  { isFalseAlarm, closedAt }: Candidate,
): boolean {
  return !isLate && isFalseAlarm && closedAt !== undefined && receivedAt - closedAt <= suppressMs
}
