/** A point in 0–1 of the picture, y downwards. */
export type Point = readonly [x: number, y: number]
export type Segment = readonly [from: Point, to: Point]

/** What rounding may do to a coordinate, e.g. to the lower edge of a box that ends with the picture. */
const epsilon = 1e-9

/** Twice the signed area of a triangle: above 0 when `point` is to the right of somebody who walks along the segment. */
export function side([from, to]: Segment, point: Point): number {
  return (to[0] - from[0]) * (point[1] - from[1]) - (to[1] - from[1]) * (point[0] - from[0])
}

/**
 * How a step crosses a line: 1 from its left to its right, -1 the other way, 0 not at all. A point on the line counts as to
 * its right, so that steps that end and start there cross once, and a step through a corner of two lines crosses one of them.
 */
export function crossing(line: Segment, step: Segment): -1 | 0 | 1 {
  const endsRight = side(line, step[1]) >= 0
  if (side(line, step[0]) >= 0 === endsRight) return 0
  if (side(step, line[0]) >= 0 === side(step, line[1]) >= 0) return 0
  return endsRight ? 1 : -1
}

/** Distance of a point from a segment. */
export function distance(point: Point, [from, to]: Segment): number {
  const dx = to[0] - from[0]
  const dy = to[1] - from[1]
  const along = (point[0] - from[0]) * dx + (point[1] - from[1]) * dy
  const share = Math.min(1, Math.max(0, along / Math.max(dx * dx + dy * dy, Number.MIN_VALUE)))
  return Math.hypot(point[0] - from[0] - share * dx, point[1] - from[1] - share * dy)
}

/**
 * Degrees between two directions, 0–90, whichever way either leads, as a picture of 16:9 shows them: in 0–1 of the picture
 * angles are not true. Where one has no direction, 90.
 */
export function angle(a: Segment, b: Segment): number {
  const [ax, ay] = [(a[1][0] - a[0][0]) * usualAspect, a[1][1] - a[0][1]]
  const [bx, by] = [(b[1][0] - b[0][0]) * usualAspect, b[1][1] - b[0][1]]
  const degrees = (Math.atan2(Math.abs(ax * by - ay * bx), Math.abs(ax * bx + ay * by)) * 180) / Math.PI
  return (ax === 0 && ay === 0) || (bx === 0 && by === 0) ? 90 : degrees
}

/** Distance of two points in heights of a picture of 16:9. */
export function apart([x, y]: Point, [otherX, otherY]: Point): number {
  return Math.hypot((otherX - x) * usualAspect, otherY - y)
}

/** Rules know 0–1 of the picture only; nearly every camera has this shape. */
export const usualAspect = 16 / 9

/** Whether a point is in a polygon or on its border: a zone that ends with the picture holds what stands at the edge. */
export function contains(polygon: readonly Point[], point: Point): boolean {
  let inside = false
  for (const edge of edges(polygon)) {
    if (distance(point, edge) <= epsilon) return true
    const [from, to] = edge
    if (from[1] > point[1] === to[1] > point[1]) continue
    const x = from[0] + ((point[1] - from[1]) / (to[1] - from[1])) * (to[0] - from[0])
    if (point[0] < x) inside = !inside
  }
  return inside
}

/** The sides of a polygon, the last of which leads back to its first point. */
export function edges(polygon: readonly Point[]): Segment[] {
  return polygon.map((point, index): Segment => [point, polygon[(index + 1) % polygon.length] ?? point])
}

/** The pieces of a polyline. */
export function segments(points: readonly Point[]): Segment[] {
  return points.slice(1).map((point, index): Segment => [points[index] ?? point, point])
}

/** Area of a polygon that does not cross itself, in 0–1 of the picture. */
export function area(polygon: readonly Point[]): number {
  const doubled = edges(polygon).reduce((sum, [from, to]) => sum + from[0] * to[1] - to[0] * from[1], 0)
  return Math.abs(doubled) / 2
}

/** Whether two sides of a polygon that are not neighbours cross or touch. */
export function crossesItself(polygon: readonly Point[]): boolean {
  const sides = edges(polygon)
  return sides.some((edge, index) =>
    sides.slice(index + 2).some((other, skipped) => {
      const areNeighbours = index === 0 && skipped === sides.length - 3
      return !areNeighbours && touches(edge, other)
    }),
  )
}

/** The points without those that repeat the one before. */
export function withoutRepeats(points: readonly Point[]): Point[] {
  return points.filter((point, index) => {
    const before = points[index - 1]
    return before === undefined || before[0] !== point[0] || before[1] !== point[1]
  })
}

function touches(a: Segment, b: Segment): boolean {
  if (distance(a[0], b) <= epsilon || distance(a[1], b) <= epsilon) return true
  if (distance(b[0], a) <= epsilon || distance(b[1], a) <= epsilon) return true
  return side(a, b[0]) > 0 !== side(a, b[1]) > 0 && side(b, a[0]) > 0 !== side(b, a[1]) > 0
}
