import { area, crossesItself, type Point } from './geometry.ts'
import { createProjection, isConvex, type Quad } from './homography.ts'
import { RuleError } from './rule-error.ts'

/** Four points of the picture whose places on flat ground were measured. */
export type CalibrationOptions = {
  readonly name: string
  /** In order around, 0–1 of the picture. */
  readonly points: readonly Point[]
  /** Of a rectangle: from the first point to the second, and from the second to the third. */
  readonly metres?: { readonly along: number; readonly across: number }
  /** Of any four points, in the same order: metres from anywhere, along any two axes at a right angle. */
  readonly ground?: readonly Point[]
}

export type Calibration = {
  readonly quad: Quad
  /** Metres of the longer way through. */
  readonly length: number
  /** From the picture to metres on the ground. */
  readonly toGround: (point: Point) => Point
  /** The same if a corner were drawn beside its place: two for each corner and axis, to both sides, one after the other. */
  readonly misdrawn: readonly (readonly [(point: Point) => Point, (point: Point) => Point])[]
}

/** How far people draw a corner from where it is, 0–1 of the picture, standard deviation: two pixels of a picture 960 wide. */
const drawingDeviation = 0.002
/** Less than some pixels of a picture cannot be measured in. */
const smallestArea = 1e-4

/** @throws RuleError when the points are no calibration */
export function calibrate(options: CalibrationOptions): Calibration {
  const quad = checkedQuad(options)
  const ground = checkedGround(options)
  const [a, b, c, d] = ground
  const moved = (corner: number, axis: 0 | 1, by: number) => createProjection(displaced(quad, corner, axis, by), ground)
  return {
    quad,
    length: (Math.max(apart(a, b), apart(b, c)) + Math.max(apart(c, d), apart(d, a))) / 2,
    toGround: createProjection(quad, ground),
    misdrawn: quad.flatMap((_, corner) =>
      ([0, 1] as const).map(
        (axis) => [moved(corner, axis, drawingDeviation), moved(corner, axis, -drawingDeviation)] as const,
      ),
    ),
  }
}

function checkedQuad({ name, points }: CalibrationOptions): Quad {
  if (points.length !== 4) {
    throw new RuleError(name, `speed is measured between 4 points, this one has ${points.length}; draw 4 corners`)
  }
  if (crossesItself(points)) {
    throw new RuleError(name, 'the border of the zone crosses or touches itself; draw the 4 corners in order around it')
  }
  const quad = points as unknown as Quad
  if (!isConvex(quad) || area(quad) < smallestArea) {
    throw new RuleError(
      name,
      'the 4 points are no piece of flat ground: three lie on one line, one lies between the others, or they are too near together; draw the corners of a larger rectangle of the road',
    )
  }
  return quad
}

function checkedGround({ name, metres, ground }: CalibrationOptions): Quad {
  if ((metres === undefined) === (ground === undefined)) {
    throw new RuleError(name, 'needs the size of its ground: either metres (of a rectangle) or ground (of each point)')
  }
  if (metres !== undefined) return rectangle(metres)
  const quad = ground as unknown as Quad
  if (quad.length !== 4 || crossesItself(quad) || !isConvex(quad)) {
    throw new RuleError(name, 'ground must give the places of the 4 points, in metres and in the same order around')
  }
  return quad
}

function rectangle({ along, across }: { readonly along: number; readonly across: number }): Quad {
  return [
    [0, 0],
    [along, 0],
    [along, across],
    [0, across],
  ]
}

function displaced(quad: Quad, corner: number, axis: 0 | 1, by: number): Quad {
  const moved = ([x, y]: Point): Point => (axis === 0 ? [x + by, y] : [x, y + by])
  return quad.map((point, index) => (index === corner ? moved(point) : point)) as unknown as Quad
}

function apart([x, y]: Point, [otherX, otherY]: Point): number {
  return Math.hypot(otherX - x, otherY - y)
}
