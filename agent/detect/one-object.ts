import { intersectionOverUnion } from './candidate.ts'
import type { Box, Detection } from './detection.ts'

/** Overlap from which an object is all that moves in a region: the rest is its shadow, or what of it looks like the ground. */
const fit = 0.55
/** Share of its score from which another in the same square may be as right. */
const rival = 0.8

/**
 * When a region is one object: that one. Its parts, which a network may take for others, are none.
 * @param seen in the square around the whole region
 */
export function onlyObject(region: Box, seen: readonly Detection[]): Detection | undefined {
  const [best] = seen.filter((detection) => isAllOf(region, detection)).toSorted((a, b) => b.score - a.score)
  if (best === undefined) return undefined
  const others = seen.filter((other) => !isAllOf(region, other))
  return others.some(({ score }) => score >= rival * best.score) ? undefined : best
}

/** Whether an object is all that moves in a region. */
function isAllOf(region: Box, { box }: Detection): boolean {
  return intersectionOverUnion(region, box) >= fit
}
