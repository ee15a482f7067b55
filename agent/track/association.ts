import type { Box, Detection } from '../detect/detection.ts'
import { assign } from './assignment.ts'
import { alike, type ObjectClass } from './class-vote.ts'
import { boxOf, boxSize, type Motion } from './motion.ts'
import type { TrackerOptions } from './tracker-options.ts'

/** What association needs to know of an object: what it is and where it is expected now. */
export type Expected = { readonly kind: ObjectClass; readonly motion: Motion }

/** Of one object, the cost of each detection, 0–1; Infinity where it is impossible. */
type Cost = (object: Expected) => (detection: Detection) => number

/**
 * Finds the detection of each expected object, in the order of trust: strong detections that overlap (ByteTrack's first
 * association), weak ones that overlap (its second), then strong ones within reach, since a fast object at 5 frames per
 * second does not overlap with itself.
 */
export function associate<T extends Expected>(
  objects: readonly T[],
  detections: readonly Detection[],
  options: TrackerOptions,
): Map<T, Detection> {
  const strong = detections.filter((detection) => detection.score >= options.strongScore)
  const weak = detections.filter((detection) => detection.score < options.strongScore)
  const matches = new Map<T, Detection>()
  match(strong, overlapCost(options.strongOverlap, options.overlapSlack))
  match(weak, overlapCost(options.weakOverlap, options.overlapSlack))
  match(strong, reachCost(options))
  return matches

  function match(candidates: readonly Detection[], cost: Cost): void {
    const taken = new Set(matches.values())
    const rows = objects.filter((object) => !matches.has(object))
    const columns = candidates.filter((detection) => !taken.has(detection))
    const costs = rows.map((object) => {
      const costOf = cost(object)
      return columns.map((detection) => {
        // Most pairs are too far from one another: what they are need not be compared.
        const apart = costOf(detection)
        return apart === Infinity ? apart : kindCost(object, detection) + apart
      })
    })
    for (const [row, column] of assign(costs, 1 + otherLabels)) {
      const object = rows[row]
      const detection = columns[column]
      if (object !== undefined && detection !== undefined) matches.set(object, detection)
    }
  }
}

/**
 * Leaves one detection of each object. Suppression per label keeps a car and a truck on one vehicle; the weaker goes, or a
 * second track would live on it.
 */
export function withoutDoubles(detections: readonly Detection[], sameOverlap: number): Detection[] {
  const kept: Detection[] = []
  for (const detection of detections.toSorted((a, b) => b.score - a.score)) {
    const double = kept.some((other) => alike(other, detection) && overlap(other.box, detection.box) >= sameOverlap)
    if (!double) kept.push(detection)
  }
  return kept
}

/** Of two detections equally well placed, the one with the same label is taken. */
const labelChange = 0.05
/** Where a detection has a chance for each label: the share that its object's class must have at least … */
const leastShare = 0.1
/** … and what the share of all other labels costs. */
const otherLabels = 0.5

function kindCost({ kind }: Expected, detection: Detection): number {
  if (!alike(kind, detection)) return Infinity
  const { chances } = detection
  if (chances === undefined) return kind.label === detection.label ? 0 : labelChange
  const own = chances.find(({ label }) => label === kind.label)
  // Of an object that is still unsure every label is as good.
  if (own === undefined) return 0
  const all = chances.reduce((sum, { chance }) => sum + chance, 0)
  const ofClass = chances.reduce((sum, one) => (one.class === kind.class ? sum + one.chance : sum), 0)
  // A car that was a two-wheeler while it was small is the same object: only another class is another one.
  return ofClass / all < leastShare ? Infinity : otherLabels * (1 - own.chance / all)
}

/**
 * Boxes are compared larger than they are, by as much as the prediction may be wrong (after the buffered IoU of Yang et al.
 * 2023): what moves half its length between two frames still overlaps, and a prediction that is sure stays exact.
 */
function overlapCost(least: number, mostSlack: number): Cost {
  return ({ motion }) => {
    const deviation = Math.hypot(deviationOf(motion.cx), deviationOf(motion.cy))
    const slack = Math.min(mostSlack, deviation / Math.SQRT2 / sizeOf(motion))
    const expected = grow(boxOf(motion), slack)
    return ({ box }) => {
      const shared = overlap(expected, grow(box, slack))
      return shared >= least ? 1 - shared : Infinity
    }
  }
}

/** The prediction's own uncertainty, which grows with the time unseen, says how far is too far. */
function reachCost({ reachDeviations, reachSizes, reachGrowth }: TrackerOptions): Cost {
  return ({ motion }) => {
    const size = sizeOf(motion)
    const deviationX = deviationOf(motion.cx)
    const deviationY = deviationOf(motion.cy)
    return ({ box: [x, y, width, height] }) => {
      const growth = boxSize(width, height) / size
      if (growth > reachGrowth || growth < 1 / reachGrowth) return Infinity
      const dx = x + width / 2 - motion.cx.value
      const dy = y + height / 2 - motion.cy.value
      if (Math.hypot(dx, dy) > reachSizes * size) return Infinity
      const away = Math.hypot(dx / deviationX, dy / deviationY)
      return away <= reachDeviations ? away / reachDeviations : Infinity
    }
  }
}

function deviationOf({ valueVariance }: Motion['cx']): number {
  return Math.sqrt(valueVariance)
}

function sizeOf({ w, h }: Motion): number {
  return boxSize(w.value, h.value)
}

function grow([x, y, width, height]: Box, share: number): Box {
  return [x - share * width, y - share * height, width * (1 + 2 * share), height * (1 + 2 * share)]
}

/** Intersection over union, 0–1. */
function overlap(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0])
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1])
  if (width <= 0 || height <= 0) return 0
  const shared = width * height
  return shared / (a[2] * a[3] + b[2] * b[3] - shared)
}
