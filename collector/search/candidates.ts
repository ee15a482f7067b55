/** Which events of a segment fit a plan. */
import { addRange, type Bits, emptyBits, intersect, keepListed, keepWithin, setBit, subtract, unite } from './bits.ts'
import { listOf, type MeasureCondition, type Plan, type TermCondition } from './plan.ts'
import { type Chunk, chunkSize, endOf, type Segment, type Segments } from './segments.ts'
import { aheadOfUtc, isAtLocalTime, type LocalTime, localRanges } from './zone-time.ts'

/** More words than this cost more to unite than a look at the word of each event. */
const maxUnited = 40

/** @returns undefined when none does */
export function candidatesIn(segments: Segments, segment: Segment, plan: Plan): Bits | undefined {
  const from = positionAt(segments, segment, plan.from)
  const to = positionAt(segments, segment, plan.to)
  if (from >= to) return undefined
  const bits = emptyBits()
  addRange(bits, from, to)
  if (segment.dead !== undefined && !subtract(bits, segment.dead)) return undefined
  const [few, many] = [plan.terms.filter((one) => !isBroad(one)), plan.terms.filter(isBroad)]
  for (const condition of few) if (!keepTerms(segments, segment, condition, bits)) return undefined
  if (plan.local !== undefined && !keepLocal(segments, segment, plan.local, bits)) return undefined
  for (const condition of many) if (!keepByColumn(segments, segment, condition, bits)) return undefined
  for (const condition of plan.measures) if (!keepMeasure(segments, segment, condition, bits)) return undefined
  return bits
}

/** The first position whose event began at an instant or later. */
export function positionAt(segments: Segments, segment: Segment, at: number): number {
  const { count, marks } = segment
  if (at <= (marks[0] ?? 0)) return 0
  if (at > endOf(segment)) return count
  let chunk = 0
  while (chunk + 1 < marks.length - 1 && (marks[chunk + 1] as number) < at) chunk++
  const times = segments.chunk(segment, 'startAt', chunk) ?? []
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] as number) < at) low = middle + 1
    else high = middle
  }
  return chunk * chunkSize + low
}

/** Only sites come in such numbers, and only their words lie in a column. */
function isBroad({ field, terms }: TermCondition): boolean {
  return field === 'site' && terms.size > maxUnited
}

function withTerms(segments: Segments, segment: Segment, terms: ReadonlySet<number>): Bits {
  const bits = emptyBits()
  for (const term of terms) segments.addPostings(bits, term, segment)
  return bits
}

function keepTerms(segments: Segments, segment: Segment, { terms, isExcluded }: TermCondition, bits: Bits): boolean {
  const found = withTerms(segments, segment, terms)
  return isExcluded ? subtract(bits, found) : intersect(bits, found)
}

function keepByColumn(segments: Segments, segment: Segment, condition: TermCondition, bits: Bits): boolean {
  const { terms, isExcluded } = condition
  const listed = listOf(terms)
  return eachChunk(segments, segment, 'site', bits, (first, values) =>
    keepListed(bits, first, values, listed, isExcluded),
  )
}

/** The number that stands for none is above all that `max` may be. */
function keepMeasure(segments: Segments, segment: Segment, condition: MeasureCondition, bits: Bits): boolean {
  const { measure, min, max } = condition
  return eachChunk(segments, segment, measure, bits, (first, values) => keepWithin(bits, first, values, min, max))
}

function eachChunk(
  segments: Segments,
  segment: Segment,
  column: 'site' | MeasureCondition['measure'],
  bits: Bits,
  keep: (first: number, values: Chunk) => boolean,
): boolean {
  let isAny = false
  for (let chunk = 0; chunk * chunkSize < segment.count; chunk++) {
    if (isNone(bits, chunk)) continue
    const values = segments.chunk(segment, column, chunk)
    if (values === undefined) bits.fill(0, (chunk * chunkSize) / 32, ((chunk + 1) * chunkSize) / 32)
    else if (keep(chunk * chunkSize, values)) isAny = true
  }
  return isAny
}

function isNone(bits: Bits, chunk: number): boolean {
  const end = ((chunk + 1) * chunkSize) / 32
  for (let word = (chunk * chunkSize) / 32; word < end; word++) if (bits[word] !== 0) return false
  return true
}

function keepLocal(segments: Segments, segment: Segment, local: NonNullable<Plan['local']>, bits: Bits): boolean {
  const { time, zones } = local
  const kept = emptyBits()
  for (const { zone, sites } of zones) {
    const inZone = emptyBits()
    for (let chunk = 0; chunk * chunkSize < segment.count; chunk++) {
      if (!isNone(bits, chunk)) addLocal(segments, segment, chunk, { zone, time }, inZone)
    }
    if (zones.length > 1) {
      if (isBroad(sites)) keepByColumn(segments, segment, sites, inZone)
      else intersect(inZone, withTerms(segments, segment, sites.terms))
    }
    unite(kept, inZone)
  }
  return intersect(bits, kept)
}

/** Events from years that no clock should show may lie beside those of today. */
const longMs = 400 * 86_400_000

function addLocal(
  segments: Segments,
  segment: Segment,
  chunk: number,
  { zone, time }: { readonly zone: string; readonly time: LocalTime },
  bits: Bits,
): void {
  const [first, end] = [chunk * chunkSize, Math.min(segment.count, (chunk + 1) * chunkSize)]
  const [earliest, latest] = [segment.marks[chunk] as number, segment.marks[chunk + 1] as number]
  if (latest - earliest > longMs) {
    segments.chunk(segment, 'startAt', chunk)?.forEach((at, index) => {
      if (isAtLocalTime(aheadOfUtc(zone, at), at, time)) setBit(bits, first + index)
    })
    return
  }
  for (const [from, to] of localRanges(zone, earliest, latest + 1, time)) {
    const low = from <= earliest ? first : Math.max(first, positionAt(segments, segment, from))
    const high = to > latest ? end : Math.min(end, positionAt(segments, segment, to))
    addRange(bits, low, high)
  }
}
