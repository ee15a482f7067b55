import { area, crossesItself, type Point, type Segment, segments, withoutRepeats } from './geometry.ts'
import { RuleError } from './rule-error.ts'

/**
 * The corners of a zone, none of them twice.
 * @param name of what people drew, for the error
 * @throws RuleError when nothing can be told of it
 */
export function checkedPolygon(name: string, points: readonly Point[]): Point[] {
  const first = points[0]
  // People close a polygon by drawing its first point again.
  const polygon = first === undefined ? [] : withoutRepeats([...points, first]).slice(0, -1)
  const corners = new Set(polygon.map(String)).size
  if (corners < 3) throw new RuleError(name, `a zone needs 3 different points, this one has ${corners}; draw more`)
  if (crossesItself(polygon)) {
    throw new RuleError(name, 'the border of the zone crosses or touches itself; draw the points in order around it')
  }
  if (area(polygon) < smallestArea) {
    throw new RuleError(name, 'the points of the zone lie on one line, so that nothing can be in it; draw them apart')
  }
  return polygon
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
