/** Which events of a segment fit a plan: what leaves fewest for least reading is asked first. */
import {
  addRange,
  type Bits,
  countBetween,
  emptyBits,
  intersect,
  keepListed,
  keepMembers,
  keepWithin,
  subtract,
  unite,
} from './bits.ts'
import { localPart, rangesIn } from './local-part.ts'
import type { NumberSet } from './number-set.ts'
import type { PlaceCondition } from './places.ts'
import type { MeasureCondition, Plan } from './plan.ts'
import { positionAt } from './position-at.ts'
import { type Chunk, chunkSize, type Segment, type Segments } from './segments.ts'

/** One thing that must be true, and what is known of it before anything is read. */
type Step = {
  /** 0 to 1: how many of the events of the segment it leaves. */
  readonly share: number
  /** In lists or chunks that are read. */
  readonly cost: number
  /** @returns whether any is left */
  keep(bits: Bits): boolean
}

/** Overwritten by whoever needs one for a moment. */
const scratch = emptyBits()

/** @returns undefined when none does */
export function candidatesIn(segments: Segments, segment: Segment, plan: Plan): Bits | undefined {
  const from = positionAt(segments, segment, plan.from)
  const to = positionAt(segments, segment, plan.to)
  if (from >= to) return undefined
  const steps = stepsOf(segments, segment, plan)
  if (steps.some(({ share }) => share <= 0)) return undefined
  const bits = emptyBits()
  addRange(bits, from, to)
  if (segment.dead !== undefined && !subtract(bits, segment.dead)) return undefined
  for (const { share, keep } of steps.sort((a, b) => rankOf(a) - rankOf(b))) {
    if (share < 1 && !keep(bits)) return undefined
  }
  for (const condition of plan.measures) if (!keepMeasure(segments, segment, condition, bits)) return undefined
  return bits
}

/** The usual order of conditions: what is paid for each event that is left out. */
function rankOf({ share, cost }: Step): number {
  return cost / Math.max(1e-9, 1 - share)
}

function stepsOf(segments: Segments, segment: Segment, plan: Plan): Step[] {
  const steps = plan.terms.map(({ terms, isExcluded }) => termStep(segments, segment, terms, isExcluded))
  if (plan.places !== undefined) steps.push(placeStep(segments, segment, plan.places))
  if (plan.numbers !== undefined) steps.push(numberStep(segments, segment, plan.numbers))
  if (plan.local !== undefined) steps.push(localStep(segments, segment, plan.local))
  return steps
}

function termStep(segments: Segments, segment: Segment, terms: ReadonlySet<number>, isExcluded: boolean): Step {
  const present = [...terms].filter((term) => segment.countOf(term) > 0)
  const part = Math.min(1, present.reduce((sum, term) => sum + segment.countOf(term), 0) / segment.count)
  return {
    share: isExcluded ? 1 - part : part,
    cost: present.length,
    keep(bits) {
      scratch.fill(0)
      for (const term of present) segments.addPostings(scratch, term, segment)
      return isExcluded ? subtract(bits, scratch) : intersect(bits, scratch)
    },
  }
}

/** Many words cost more than a look at the camera of each event that is left. */
function placeStep(segments: Segments, segment: Segment, { listed, cover, isExcluded }: PlaceCondition): Step {
  const step = termStep(segments, segment, cover, isExcluded)
  const chunks = Math.ceil(segment.count / chunkSize)
  return {
    share: step.share,
    cost: Math.min(step.cost, chunks),
    keep: (bits) =>
      step.cost <= filledChunks(segment, bits)
        ? step.keep(bits)
        : eachChunk(segments, segment, 'view', bits, (first, values) => keepListed(bits, first, values, listed, false)),
  }
}

function numberStep(segments: Segments, segment: Segment, numbers: NumberSet): Step {
  return {
    share: Math.min(0.999, numbers.roughlyWithin(segment.minN, segment.maxN) / segment.count),
    // These values are twice as wide.
    cost: 2 * Math.ceil(segment.count / chunkSize),
    keep: (bits) =>
      eachChunk(segments, segment, 'n', bits, (first, values) => keepMembers(bits, first, values, numbers)),
  }
}

const never: Step = { share: 0, cost: 0, keep: () => false }

function localStep(segments: Segments, segment: Segment, local: NonNullable<Plan['local']>): Step {
  const zones = local.zones.map(({ zone, places }) => ({ places, ranges: rangesIn(segment, zone, local.time), zone }))
  if (zones.every(({ ranges }) => ranges?.length === 0)) return never
  const [largest, ...others] = zones.map(({ zone, places, ranges }) => ({
    places,
    part: localPart(segments, segment, ranges, { zone, time: local.time }),
  }))
  const part = largest?.part ?? emptyBits()
  for (const { places, part: own } of others) {
    if (places === undefined) continue
    const inZone = emptyBits()
    addRange(inZone, 0, segment.count)
    if (!placeStep(segments, segment, places).keep(inZone)) continue
    subtract(part, inZone)
    intersect(inZone, own)
    unite(part, inZone)
  }
  return {
    share: countBetween(part, 0, segment.count) / segment.count,
    cost: 0,
    keep: (bits) => intersect(bits, part),
  }
}

/** What the words of bands leave open; the number that stands for none is above all that `max` may be. */
function keepMeasure(segments: Segments, segment: Segment, condition: MeasureCondition, bits: Bits): boolean {
  const { measure, min, max, unsure } = condition
  if (unsure.size === 0) return true
  const open = emptyBits()
  for (const term of unsure) if (segment.countOf(term) > 0) segments.addPostings(open, term, segment)
  if (!intersect(open, bits)) return true
  subtract(bits, open)
  eachChunk(segments, segment, measure, open, (first, values) => keepWithin(open, first, values, min, max))
  unite(bits, open)
  return bits.some((word) => word !== 0)
}

function eachChunk(
  segments: Segments,
  segment: Segment,
  column: 'view' | 'n' | MeasureCondition['measure'],
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

function filledChunks({ count }: Segment, bits: Bits): number {
  let filled = 0
  for (let chunk = 0; chunk * chunkSize < count; chunk++) if (!isNone(bits, chunk)) filled += 1
  return filled
}

function isNone(bits: Bits, chunk: number): boolean {
  const end = ((chunk + 1) * chunkSize) / 32
  for (let word = (chunk * chunkSize) / 32; word < end; word++) if (bits[word] !== 0) return false
  return true
}
