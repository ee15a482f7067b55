/** Points with both coordinates in heights of the picture, y downwards, so that angles are true. */
export type Point = readonly [x: number, y: number]

/** The `d` of an SVG path through the points. */
export function toPath(points: readonly Point[]): string {
  return points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('')
}

/** In heights of the picture. */
const arrowLength = 0.09
const headLength = 0.025

/**
 * An arrow across the middle of a line, as the `d` of an SVG path. `in` goes to the right of somebody who walks along
 * the line from its first point, as the line rule defines it.
 */
export function arrowAcross(line: readonly Point[], direction: 'in' | 'out'): string {
  const middle = middleOf(line)
  if (middle === undefined) return ''
  const { at, along } = middle
  const side = direction === 'in' ? 1 : -1
  // The right-hand side, with y downwards, is the direction of walking turned by a quarter clockwise on the screen.
  const across: Point = [-along[1] * side, along[0] * side]
  const tail = moved(at, across, -arrowLength / 2)
  const tip = moved(at, across, arrowLength / 2)
  const neck = moved(tip, across, -headLength)
  return toPath([tail, tip]) + toPath([moved(neck, along, headLength), tip, moved(neck, along, -headLength)])
}

/** Where the name of a rule stands: at its uppermost point, kept within the picture. Parts of the picture in percent. */
export function labelPlace(points: readonly Point[]): { readonly left: string; readonly top: string } {
  const [first = [0, 0] as const, ...others] = points
  const [x, y] = others.reduce((upper, point) => (point[1] < upper[1] ? point : upper), first)
  return { left: `${Math.min(x, 0.86) * 100}%`, top: `${Math.min(y, 0.94) * 100}%` }
}

type Middle = { readonly at: Point; readonly along: Point }

/** The point half-way along the line, and the direction of walking there, of length one. */
function middleOf(line: readonly Point[]): Middle | undefined {
  const legs = line.slice(1).map((to, index) => legOf(line[index] ?? to, to))
  let left = legs.reduce((sum, { length }) => sum + length, 0) / 2
  for (const { from, along, length } of legs) {
    if (length > 0 && left <= length) return { at: moved(from, along, left), along }
    left -= length
  }
  return undefined
}

function legOf(from: Point, to: Point): { readonly from: Point; readonly along: Point; readonly length: number } {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1])
  return { from, length, along: [(to[0] - from[0]) / length, (to[1] - from[1]) / length] }
}

function moved(point: Point, direction: Point, by: number): Point {
  return [point[0] + direction[0] * by, point[1] + direction[1] * by]
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
