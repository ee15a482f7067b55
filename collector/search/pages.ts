/** Pages of events, newest first. */
import type { Position } from '../query/event-filter.ts'
import { highestBelow } from './bits.ts'
import { candidatesIn } from './candidates.ts'
import type { Loose } from './loose.ts'
import { matcherOf, type Plan } from './plan.ts'
import { type Chunk, type Column, chunkSize, endOf, type Segment, type Segments } from './segments.ts'

/**
 * The newest events that fit, of those after a position.
 * @returns at most `limit`, ordered by when they began, then by their number, both falling
 */
export function newestOf(
  segments: Segments,
  loose: Loose,
  plan: Plan,
  limit: number,
  after: Position | undefined,
): Position[] {
  const top: Position[] = []
  const isWanted = (position: Position): boolean =>
    (after === undefined || compare(after, position) < 0) &&
    (top.length < limit || compare(position, top.at(-1) as Position) < 0)
  const offer = (position: Position): void => {
    insert(top, position)
    if (top.length > limit) top.pop()
  }
  const fits = matcherOf(plan, loose)
  // From the newest, as they lie as a rule: then those that follow are behind the first page at once.
  for (let row = loose.size - 1; row >= 0; row--) {
    const startAt = loose.startAt[row] as number
    if (top.length === limit && startAt < (top.at(-1) as Position).startAt) continue
    const position = { startAt, n: loose.n[row] as number }
    if (isWanted(position) && fits(row)) offer(position)
  }

  const bounded = after === undefined ? plan : { ...plan, to: Math.min(plan.to, after.startAt + 1) }
  for (const segment of segments.list()) {
    // Those that follow end earlier still.
    if (top.length === limit && endOf(segment) < (top.at(-1) as Position).startAt) break
    for (const position of fallingIn(segments, segment, bounded)) {
      if (isWanted(position)) offer(position)
      else if (after === undefined || compare(after, position) < 0) break
    }
  }
  return top
}

function* fallingIn(segments: Segments, segment: Segment, plan: Plan): Generator<Position> {
  const bits = candidatesIn(segments, segment, plan)
  if (bits === undefined) return
  const [startAt, n] = [valueReader(segments, segment, 'startAt'), valueReader(segments, segment, 'n')]
  for (let at = highestBelow(bits, segment.count); at >= 0; at = highestBelow(bits, at)) {
    yield { startAt: startAt(at), n: n(at) }
  }
}

function valueReader(segments: Segments, segment: Segment, column: Column): (position: number) => number {
  let known = -1
  let values: Chunk | undefined
  return (position) => {
    const chunk = Math.floor(position / chunkSize)
    if (chunk !== known) values = segments.chunk(segment, column, chunk)
    known = chunk
    return values?.[position % chunkSize] ?? 0
  }
}

/** Below 0: `a` comes first. */
function compare(a: Position, b: Position): number {
  return b.startAt - a.startAt || b.n - a.n
}

function insert(sorted: Position[], position: Position): void {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(sorted[middle] as Position, position) < 0) low = middle + 1
    else high = middle
  }
  sorted.splice(low, 0, position)
}
