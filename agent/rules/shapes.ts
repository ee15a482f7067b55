import { area, crossesItself, type Point, type Segment, segments, withoutRepeats } from './geometry.ts'
import { RuleError } from './rule-error.ts'

/**
 * The corners of a zone, none of them twice.
 * @param name of what people drew, for the error
 * @throws RuleError when nothing can be told of it
 */
export function checkedPolygon(name: string, points: readonly Point[]): Point[] {
  const fault = polygonFault(points, 'zone')
  if (fault !== undefined) throw new RuleError(name, fault)
  return cornersOf(points)
}

/** Why nothing can be in a polygon, or not what was drawn, and what to do; `what` it is called. */
export function polygonFault(points: readonly Point[], what: 'zone' | 'mask'): string | undefined {
  const polygon = cornersOf(points)
  const corners = new Set(polygon.map(String)).size
  if (corners < 3) return `a ${what} needs 3 different points, this one has ${corners}; draw more`
  if (crossesItself(polygon))
    return `the border of the ${what} crosses or touches itself; draw the points in order around it`
  if (area(polygon) < smallestArea)
    return `the points of the ${what} lie on one line, so that nothing can be in it; draw them apart`
  return undefined
}

/** People close a polygon by drawing its first point again. */
function cornersOf(points: readonly Point[]): Point[] {
  const first = points[0]
  return first === undefined ? [] : withoutRepeats([...points, first]).slice(0, -1)
}

/** Less than a pixel of a 4K picture. */
const smallestArea = 1e-7

/**
 * The pieces of a line.
 * @throws RuleError when it has no length
 */
export function checkedLine(name: string, points: readonly Point[]): Segment[] {
  const line = segments(withoutRepeats(points))
  if (line.length === 0) {
    throw new RuleError(name, 'the line has no length; draw it between at least 2 different points')
  }
  return line
}
