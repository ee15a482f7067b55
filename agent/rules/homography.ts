import { edges, type Point, side } from './geometry.ts'

/** Four corners in order around. */
export type Quad = readonly [Point, Point, Point, Point]
type Triple = readonly [number, number, number]
/** Three rows. */
type Matrix = readonly [Triple, Triple, Triple]

/**
 * The map of one plane onto another that takes four points to four others, as a camera sees flat ground (Hartley and Zisserman
 * 2004, section 2.3). Both quads must be convex.
 */
export function createProjection(from: Quad, to: Quad): (point: Point) => Point {
  const [a, b, c] = multiply(basisOf(to), adjugate(basisOf(from)))
  return ([x, y]) => {
    const point: Triple = [x, y, 1]
    const depth = dot(c, point)
    return [dot(a, point) / depth, dot(b, point) / depth]
  }
}

/**
 * Whether somebody who walks around it turns the same way at every corner. A camera sees convex ground convex, and the corners of
 * anything else do not say where the horizon is.
 */
export function isConvex(quad: Quad): boolean {
  const turns = edges(quad).map((edge, index) => Math.sign(side(edge, quad[(index + 2) % 4] as Point)))
  return turns.every((turn) => turn !== 0 && turn === turns[0])
}

/** Takes the three unit vectors and (1, 1, 1) to the four points, each up to a factor. */
function basisOf([p, q, r, s]: Quad): Matrix {
  const columns: Matrix = [
    [p[0], q[0], r[0]],
    [p[1], q[1], r[1]],
    [1, 1, 1],
  ]
  const weights = adjugate(columns).map((row) => dot(row, [s[0], s[1], 1])) as unknown as Triple
  const weigh = (row: Triple): Triple => [row[0] * weights[0], row[1] * weights[1], row[2] * weights[2]]
  return [weigh(columns[0]), weigh(columns[1]), weigh(columns[2])]
}

/** The inverse up to a factor, which a map of planes does not feel. */
function adjugate([a, b, c]: Matrix): Matrix {
  const rows = [cross(b, c), cross(c, a), cross(a, b)] as const
  return [column(rows, 0), column(rows, 1), column(rows, 2)]
}

function multiply(a: Matrix, b: Matrix): Matrix {
  const columns = [column(b, 0), column(b, 1), column(b, 2)] as const
  const row = (left: Triple): Triple => [dot(left, columns[0]), dot(left, columns[1]), dot(left, columns[2])]
  return [row(a[0]), row(a[1]), row(a[2])]
}

function column([a, b, c]: Matrix, index: 0 | 1 | 2): Triple {
  return [a[index], b[index], c[index]]
}

function cross(a: Triple, b: Triple): Triple {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

function dot(a: Triple, b: Triple): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}
