import type { Point } from './geometry.ts'

/** Where something was, in metres on the ground. */
export type GroundSample = {
  readonly seconds: number
  readonly at: Point
  /** Metres that it may be beside where it was really, up to a factor that is the same for all. */
  readonly spread: number
}

export type MotionFit = {
  /** Metres a second. */
  readonly velocity: Point
  readonly speed: number
  /** The speed is within this of it in 95 of 100 cases, as far as the samples themselves tell. */
  readonly error: number
}

/** Deviations that hold 95 of 100. */
export const ninetyFive = 1.96
/** So many rounds settle which samples are outliers. */
const rounds = 6
/** Huber's constant: deviations from which a sample counts less. */
const outlying = 1.345
/** Makes the median of absolute deviations a standard deviation. */
const perMedian = 1.4826
/** Neighbouring places of a filtered track err alike; more than this cannot be told from a few samples. */
const mostAlike = 0.8

type Weighted = GroundSample & { readonly weight: number }

/**
 * Even motion through samples: least squares over all of them and their times, reweighted so that a few wild ones, e.g. while
 * something stood in front, do not pull it (Huber 1981).
 * @param samples at least 3, of at least 2 different times
 */
export function fitMotion(samples: readonly GroundSample[]): MotionFit {
  const even = samples.map((sample) => ({ ...sample, weight: sample.spread ** -2 }))
  let line = fitLine(even)
  for (let round = 1; round < rounds; round++) line = fitLine(reweighted(even, line))
  const speed = Math.hypot(...line.velocity)
  const error = studentT(samples.length - 2) * deviationOf(reweighted(even, line), line)
  return { velocity: line.velocity, speed, error }
}

type Line = { readonly seconds: number; readonly at: Point; readonly velocity: Point }

function fitLine(samples: readonly Weighted[]): Line {
  const weight = sum(samples, (sample) => sample.weight)
  const mean = (value: (sample: Weighted) => number) => sum(samples, (one) => one.weight * value(one)) / weight
  const seconds = mean((sample) => sample.seconds)
  const at: Point = [mean((sample) => sample.at[0]), mean((sample) => sample.at[1])]
  const moment = sum(samples, (sample) => sample.weight * (sample.seconds - seconds) ** 2)
  const slope = (axis: 0 | 1) =>
    sum(samples, (one) => one.weight * (one.seconds - seconds) * (one.at[axis] - at[axis])) / moment
  return { seconds, at, velocity: [slope(0), slope(1)] }
}

function reweighted(samples: readonly Weighted[], line: Line): Weighted[] {
  const misses = samples.map((sample) => Math.hypot(...missOf(sample, line)) / sample.spread)
  const scale = perMedian * median(misses)
  return samples.map((sample, index) => {
    const miss = misses[index] ?? 0
    return miss <= outlying * scale ? sample : { ...sample, weight: (sample.weight * outlying * scale) / miss }
  })
}

/** Along the way alone: what is beside it hardly changes the speed. */
function deviationOf(samples: readonly Weighted[], line: Line): number {
  const { velocity, seconds } = line
  const speed = Math.max(Math.hypot(...velocity), Number.MIN_VALUE)
  const misses = samples.map((sample) => {
    const [x, y] = missOf(sample, line)
    return ((x * velocity[0] + y * velocity[1]) / speed) * Math.sqrt(sample.weight)
  })
  const scatter = sum(misses, (miss) => miss ** 2) / Math.max(1, samples.length - 2)
  const moment = sum(samples, (sample) => sample.weight * (sample.seconds - seconds) ** 2)
  const alike = likeness(misses)
  return Math.sqrt((scatter / moment) * ((1 + alike) / (1 - alike)))
}

/** How much each miss is like the one before, 0 to `mostAlike`: correlated samples count as fewer than they are. */
function likeness(misses: readonly number[]): number {
  const products = sum(misses.slice(1), (miss, index) => miss * (misses[index] ?? 0))
  const squares = sum(misses, (miss) => miss ** 2)
  return squares === 0 ? 0 : Math.min(mostAlike, Math.max(0, products / squares))
}

/** How many deviations hold 95 of 100, the fewer samples the more (Cornish and Fisher 1938). */
function studentT(freedom: number): number {
  return ninetyFive + 2.372 / freedom + 2.823 / freedom ** 2
}

function missOf({ at, seconds }: GroundSample, line: Line): Point {
  const passed = seconds - line.seconds
  return [at[0] - line.at[0] - line.velocity[0] * passed, at[1] - line.at[1] - line.velocity[1] * passed]
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

function sum<T>(items: readonly T[], value: (item: T, index: number) => number): number {
  return items.reduce((total, item, index) => total + value(item, index), 0)
}
