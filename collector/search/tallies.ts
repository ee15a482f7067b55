/** How many events fit, by one of their facts and by when they began. */
import { type Bits, countBetween, emptyBits, hasBit, intersect, subtract } from './bits.ts'
import { candidatesIn } from './candidates.ts'
import { type Field, fields } from './facts.ts'
import type { Loose } from './loose.ts'
import { matcherOf, type Plan } from './plan.ts'
import { positionAt } from './position-at.ts'
import { chunkSize, endOf, type Segment, type Segments } from './segments.ts'

/** Word → how many in each bucket; null: events that have no such word. */
export type Tallies = ReadonlyMap<string | null, readonly number[]>

/**
 * @param starts when buckets begin, ascending; each ends where the next begins, the last with the plan
 * @param by one row for all of them when not given
 */
export function talliesOf(
  segments: Segments,
  loose: Loose,
  plan: Plan,
  starts: readonly number[],
  by: Field | undefined,
): Tallies {
  const tallies = new Map<string | null, number[]>()
  const rowOf = (word: string | null): number[] => {
    const row = tallies.get(word) ?? starts.map(() => 0)
    tallies.set(word, row)
    return row
  }
  const cameras = new Map(by === 'view' ? [...segments.wordsOf('view')].map(([word, term]) => [term, word]) : [])
  // Asked for with every event: by place, not by word.
  const rows: number[][] = []
  const rowOfCamera = (term: number): number[] => (rows[term] ??= rowOf(cameras.get(term) ?? null))
  for (const segment of segments.list()) {
    const bits = candidatesIn(segments, segment, plan)
    if (bits === undefined) continue
    const edges = edgesIn(segments, segment, starts)
    if (by === 'view') addByCamera(segments, segment, bits, edges, rowOfCamera)
    else for (const [word, group] of groupsOf(segments, segment, bits, by)) addCounts(rowOf(word), group, edges)
  }
  addLoose(loose, plan, starts, wordReader(segments, loose, by), rowOf)
  return tallies
}

type Edge = { readonly bucket: number; readonly from: number; readonly to: number }

/** The buckets that reach into a segment, as its positions. */
function edgesIn(segments: Segments, segment: Segment, starts: readonly number[]): Edge[] {
  const first = Math.max(0, bucketOf(starts, segment.marks[0] ?? 0))
  const last = bucketOf(starts, endOf(segment))
  const edges: Edge[] = []
  let from = positionAt(segments, segment, starts[first] ?? 0)
  for (let bucket = first; bucket <= last; bucket++) {
    const next = starts[bucket + 1]
    const to = next === undefined ? segment.count : positionAt(segments, segment, next)
    edges.push({ bucket, from, to })
    from = to
  }
  return edges
}

/** The last bucket that begins at an instant or before; -1: none does. */
function bucketOf(starts: readonly number[], at: number): number {
  let [low, high] = [0, starts.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((starts[middle] as number) <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** Each of the sets is valid until the next is asked for. */
function* groupsOf(
  segments: Segments,
  segment: Segment,
  bits: Bits,
  by: Field | undefined,
): Generator<[word: string | null, bits: Bits]> {
  if (by === undefined) {
    yield [null, bits]
    return
  }
  const rest = bits.slice()
  const group = emptyBits()
  for (const [word, term] of segments.wordsOf(by)) {
    if (!segments.addPostings(group, term, segment)) continue
    if (intersect(group, bits)) {
      subtract(rest, group)
      yield [word, group]
    }
    group.fill(0)
  }
  if (rest.some((bitsOfWord) => bitsOfWord !== 0)) yield [null, rest]
}

function addCounts(row: number[], bits: Bits, edges: readonly Edge[]): void {
  for (const { bucket, from, to } of edges) row[bucket] = (row[bucket] ?? 0) + countBetween(bits, from, to)
}

/** There are thousands of cameras: one look at each event costs less than one at the list of each camera. */
function addByCamera(
  segments: Segments,
  segment: Segment,
  bits: Bits,
  edges: readonly Edge[],
  rowOf: (term: number) => number[],
): void {
  let at = 0
  for (let first = 0; first < segment.count; first += chunkSize) {
    const values = segments.chunk(segment, 'view', first / chunkSize) ?? []
    for (let index = 0; index < values.length; index++) {
      const position = first + index
      if (!hasBit(bits, position)) continue
      while (position >= (edges[at]?.to ?? Number.POSITIVE_INFINITY)) at++
      const edge = edges[at]
      if (edge === undefined || position < edge.from) continue
      const row = rowOf(values[index] as number)
      row[edge.bucket] = (row[edge.bucket] ?? 0) + 1
    }
  }
}

function wordReader(segments: Segments, { terms }: Loose, by: Field | undefined): (row: number) => string | null {
  if (by === undefined) return () => null
  const words = new Map([...segments.wordsOf(by)].map(([word, term]) => [term, word]))
  const index = fields.indexOf(by)
  return (row) => words.get(terms[row * fields.length + index] as number) ?? null
}

function addLoose(
  loose: Loose,
  plan: Plan,
  starts: readonly number[],
  wordOf: (row: number) => string | null,
  rowOf: (word: string | null) => number[],
): void {
  const fits = matcherOf(plan, loose)
  for (let row = 0; row < loose.size; row++) {
    if (!fits(row)) continue
    const bucket = bucketOf(starts, loose.startAt[row] as number)
    if (bucket < 0) continue
    const counts = rowOf(wordOf(row))
    counts[bucket] = (counts[bucket] ?? 0) + 1
  }
}
