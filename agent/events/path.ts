import type { Box } from '../detect/detection.ts'

export type Point = readonly [x: number, y: number]

/** Deviation that does not matter, 0–1 of the picture: about ten pixels of 960. */
const tolerance = 0.01
/** Keeps the end of an event with its path under 900 bytes. */
const maxPoints = 16
/** A trail of this many points is thinned to half of them, finely: an object may walk about for days. */
const maxKept = 512
const fineTolerance = tolerance / 4

/** Where an object stands: the middle of the lower edge of its box. */
export function bottomCentre([x, y, width, height]: Box): Point {
  return [Math.min(1, x + width / 2), Math.min(1, y + height)]
}

/** Appends a point to a trail, which stays bounded however long it grows. */
export function extendTrail(trail: Point[], point: Point): void {
  trail.push(point)
  if (trail.length > maxKept) trail.splice(0, trail.length, ...simplifyTo(maxKept / 2, trail, fineTolerance))
}

/** The trail as it is sent: at most 16 points, three decimals. */
export function simplifiedPath(trail: readonly Point[]): [number, number][] {
  return simplifyTo(maxPoints, trail, tolerance).map(([x, y]) => [round(x), round(y)])
}

/** At most `most` points, 2 or more, as near to the trail as so few can be; its two ends are always among them. */
function simplifyTo(most: number, trail: readonly Point[], atLeast: number): Point[] {
  let allowed = atLeast
  let points = simplify(trail, allowed)
  while (points.length > most) {
    allowed *= 1.5
    points = simplify(trail, allowed)
  }
  return points
}

/** Ramer–Douglas–Peucker, iterative: the points that keep every other within `allowed` of the polyline. */
function simplify(points: readonly Point[], allowed: number): Point[] {
  if (points.length <= 2) return [...points]
  const keep = new Set([0, points.length - 1])
  const spans: [number, number][] = [[0, points.length - 1]]
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const [from, to] = span
    const { index, distance } = farthest(points, from, to)
    if (distance <= allowed) continue
    keep.add(index)
    spans.push([from, index], [index, to])
  }
  return points.filter((_, index) => keep.has(index))
}

function farthest(points: readonly Point[], from: number, to: number): { index: number; distance: number } {
  const a = points[from] as Point
  const b = points[to] as Point
  let farthestIndex = from
  let farthestDistance = 0
  for (let index = from + 1; index < to; index++) {
    const distance = distanceToSegment(points[index] as Point, a, b)
    if (distance <= farthestDistance) continue
    farthestIndex = index
    farthestDistance = distance
  }
  return { index: farthestIndex, distance: farthestDistance }
}

/** Called a million times for one long trail: no temporary arrays in here. */
function distanceToSegment(point: Point, a: Point, b: Point): number {
  const dx = b[0] - a[0]
  const dy = b[1] - a[1]
  const px = point[0] - a[0]
  const py = point[1] - a[1]
  const lengthSquared = dx * dx + dy * dy
  const t = lengthSquared === 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / lengthSquared))
  const ex = px - t * dx
  const ey = py - t * dy
  return Math.sqrt(ex * ex + ey * ey)
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
