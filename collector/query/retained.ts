/** What retention looks at, in the order in which it came. */
import type { Database } from 'better-sqlite3'
import type { ErasureCount, SweepMark } from '../store/erasing.ts'

export type RetainedEvent = {
  readonly n: number
  readonly id: string
  readonly site: string
  /** 0 or 1: a count, which is kept for a time of its own. */
  readonly isCount: number
  readonly receivedAt: number
}

export type RetainedMedia = RetainedEvent & { readonly kind: number; readonly sha256: Buffer }

export type ErasureRun = {
  readonly run: number
  readonly endedAt: number | null
  readonly cause: string | null
  readonly counts: readonly ErasureCount[]
}

export type Retained = {
  events(afterN: number, limit: number): RetainedEvent[]
  event(n: number): RetainedEvent | undefined
  /** Pictures and clips of events after one, without cutting those of an event apart. @param kinds which of them */
  media(afterN: number, limit: number, kinds: readonly number[]): RetainedMedia[]
  mediaOf(n: number): RetainedMedia[]
  numberOf(eventId: string): number | undefined
  newest(): number
  sweep(name: string): SweepMark | undefined
  revisits(afterN: number, limit: number): number[]
  /** The newest first. */
  runs(limit: number): ErasureRun[]
  /** Of runs that the audit record does not have yet, the oldest first. */
  unnoted(): ErasureRun[]
  /** What events after one name, without cutting that of an event apart. */
  addresses(afterN: number, limit: number): NamedAddress[]
  /** Bytes of the file that are free and used again. */
  freeBytes(): number
}

export type NamedAddress = { readonly n: number; readonly sha256: Buffer }

type RunRow = Omit<ErasureRun, 'counts'>

/** More than one event can name: each of its messages brings three at most. */
const maxOfOne = 1_000_000

const eventColumns = `event.n, id, (SELECT site FROM agent WHERE agent.agent_id = event.agent_id) AS site,
  type = 'count.interval' AS isCount, received_at AS receivedAt`

export function createRetained(reader: Database): Retained {
  const events = reader.prepare<[number, number], RetainedEvent>(
    `SELECT ${eventColumns} FROM event WHERE n > ? ORDER BY n LIMIT ?`,
  )
  const event = reader.prepare<[number], RetainedEvent>(`SELECT ${eventColumns} FROM event WHERE n = ?`)
  const mediaFrom = `SELECT ${eventColumns}, kind, sha256 FROM media JOIN event ON event.n = event_n`
  const media = reader.prepare<[number, number, number, number], RetainedMedia>(
    `${mediaFrom} WHERE event_n > ? AND kind BETWEEN ? AND ? ORDER BY event_n, kind LIMIT ?`,
  )
  const mediaOf = reader.prepare<[number], RetainedMedia>(`${mediaFrom} WHERE event_n = ?`)
  const numberOf = reader.prepare<[string], number>('SELECT n FROM event WHERE id = ?').pluck()
  const newest = reader.prepare<[], number>('SELECT coalesce(max(n), 0) FROM event').pluck()
  const sweep = reader.prepare<[string], SweepMark>(
    'SELECT name, scope, n, before_at AS beforeAt FROM sweep WHERE name = ?',
  )
  const revisits = reader
    .prepare<[number, number], number>('SELECT event_n FROM revisit WHERE event_n > ? ORDER BY event_n LIMIT ?')
    .pluck()
  const runColumns = 'run, ended_at AS endedAt, cause'
  const runs = reader.prepare<[number], RunRow>(`SELECT ${runColumns} FROM erasure_run ORDER BY run DESC LIMIT ?`)
  const unnoted = reader.prepare<[], RunRow>(`SELECT ${runColumns} FROM erasure_run WHERE noted = 0 ORDER BY run`)
  const counts = reader.prepare<[number], ErasureCount>(
    `SELECT class, branch, why, count, bytes, oldest_at AS oldestAt, newest_at AS newestAt FROM erasure WHERE run = ?
     ORDER BY class, branch, why`,
  )
  const addresses = reader.prepare<[number, number], NamedAddress>(
    'SELECT event_n AS n, sha256 FROM media WHERE event_n > ? ORDER BY event_n LIMIT ?',
  )
  const withCounts = (rows: readonly RunRow[]): ErasureRun[] =>
    rows.map((row) => ({ ...row, counts: counts.all(row.run) }))

  return {
    events: (afterN, limit) => events.all(afterN, limit),
    event: (n) => event.get(n),
    media(afterN, limit, kinds) {
      const [first, last] = [Math.min(...kinds), Math.max(...kinds)]
      return whole(media.all(afterN, first, last, limit), limit) ?? media.all(afterN, first, last, maxOfOne)
    },
    mediaOf: (n) => mediaOf.all(n),
    numberOf: (eventId) => numberOf.get(eventId),
    newest: () => newest.get() ?? 0,
    sweep: (name) => sweep.get(name),
    revisits: (afterN, limit) => revisits.all(afterN, limit),
    runs: (limit) => withCounts(runs.all(limit)),
    unnoted: () => withCounts(unnoted.all()),
    addresses: (afterN, limit) => whole(addresses.all(afterN, limit), limit) ?? addresses.all(afterN, maxOfOne),
    freeBytes: () =>
      (reader.pragma('freelist_count', { simple: true }) as number) *
      (reader.pragma('page_size', { simple: true }) as number),
  }
}

/** Without the last event, which may have been cut off; undefined when there is no other. */
function whole<T extends { readonly n: number }>(found: T[], limit: number): T[] | undefined {
  if (found.length < limit) return found
  const last = found.at(-1)?.n
  const before = found.filter(({ n }) => n !== last)
  return before.length === 0 ? undefined : before
}
