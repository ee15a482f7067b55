/** The filters of events, and where pages of them begin. */

/** Of several words any may fit; what is asked for in different keys must all fit. */
export type EventFilter = {
  /** Epoch ms; events that started at it or later. */
  readonly from?: number
  /** Epoch ms; events that started before it. */
  readonly to?: number
  /** Any of these: what a branch holds, or what somebody may see. */
  readonly sites?: ReadonlySet<string>
  readonly site?: readonly string[]
  readonly agent?: readonly string[]
  readonly camera?: readonly string[]
  readonly type?: readonly string[]
  readonly class?: readonly string[]
  readonly rule?: readonly string[]
  readonly zone?: readonly string[]
  readonly direction?: readonly string[]
  readonly severity?: readonly string[]
  /** Whether there is one. */
  readonly snapshot?: boolean
  readonly clip?: boolean
  /** true: events that last; false: events that are over. */
  readonly open?: boolean
  /** Both ends inclusive; events without such a measure do not fit. Scores count to a ten-thousandth. */
  readonly score?: Between
  /** Of the events that are over; 0 for an instant. */
  readonly durationMs?: Between
  readonly dwellMs?: Between
  /** To a tenth. */
  readonly speedKmh?: Between
  readonly localTime?: LocalTimeFilter
  /** Of events in an incident. */
  readonly notes?: NotesFilter
}

export type NotesFilter = {
  /** Words in one of its notes or comments. */
  readonly text: string
  /** Of incidents of these sites; absent: of any. */
  readonly sites?: ReadonlySet<string>
}

export type Between = { readonly min?: number; readonly max?: number }

/** What clocks at the site showed when the event started. */
export type LocalTimeFilter = {
  /** Minutes since midnight; `to` is not in it, and may lie before `from`: over midnight. */
  readonly from: number
  readonly to: number
  /** 1: Monday, 7: Sunday; absent: every day. */
  readonly weekdays?: readonly number[]
  /** Site → IANA time zone. */
  readonly zones: ReadonlyMap<string, string>
  /** Of the sites that are not among `zones`. */
  readonly otherwise: string
}

/** The last event of a page: the next page begins after it. Rows are never renumbered, so it holds while others come. */
export type Position = { readonly startAt: number; readonly n: number }

/** Opaque to those who pass it on. */
export function encodeCursor({ startAt, n }: Position): string {
  return Buffer.from(`${startAt}.${n}`).toString('base64url')
}

/** @returns undefined when it is not a cursor of ours */
export function decodeCursor(cursor: string): Position | undefined {
  const [, startAt, n] = /^(\d{1,16})\.(\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  return startAt === undefined || n === undefined ? undefined : { startAt: Number(startAt), n: Number(n) }
}
