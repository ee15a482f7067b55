import type { Box } from '../detect/detection.ts'
import { apart, type Point, usualAspect } from './geometry.ts'

/** Where a track stood at a time. */
export type RestSample = {
  readonly at: number
  readonly foot: Point
  /** Of its box, heights of the picture. */
  readonly size: number
}

/** Whoever stays so long within a quarter of its own size stands still. */
const settleMs = 2_000
const restRadius = 0.25
/** When exactly it came to rest is where its place differs by no more than it trembles: so many deviations, at least a pixel or so. */
const tremblingDeviations = 3
const leastTrembling = 0.005

/** Mean of the sides of a box, in heights of a picture of 16:9. */
export function sizeOf([, , width, height]: Box): number {
  return (width * usualAspect + height) / 2
}

/** Whether it stands where it stood. */
export function isAtRest(now: RestSample, then: RestSample): boolean {
  return apart(now.foot, then.foot) <= restRadius * Math.min(now.size, then.size)
}

/** Since when the end of a trail stands still; undefined while it does not, or not for long enough. */
export function restedFrom(trail: readonly RestSample[]): number | undefined {
  const last = trail.at(-1)
  if (last === undefined) return undefined
  const begin = trail.findLastIndex(({ at }) => at <= last.at - settleMs)
  if (begin === -1 || !trail.slice(begin).every((sample) => isAtRest(sample, last))) return undefined
  return stillFrom(trail.toReversed())
}

/** When a trail that ends in motion last stood still. */
export function restedUntil(trail: readonly RestSample[]): number {
  return stillFrom(trail)
}

/** The time of the last sample of those from the first on that tremble about one place. */
function stillFrom(trail: readonly RestSample[]): number {
  const base = trail.slice(0, Math.max(2, Math.ceil(trail.length / 3)))
  const middle = meanOf(base.map(({ foot }) => foot))
  const scatter = Math.sqrt(base.reduce((sum, { foot }) => sum + apart(foot, middle) ** 2, 0) / base.length)
  const isStill = ({ foot, size }: RestSample) =>
    apart(foot, middle) <= Math.max(tremblingDeviations * scatter, leastTrembling * size)
  const moving = trail.findIndex((sample) => !isStill(sample))
  return trail.at(moving === -1 ? -1 : Math.max(0, moving - 1))?.at ?? 0
}

function meanOf(points: readonly Point[]): Point {
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length
  return [mean(0), mean(1)]
}
