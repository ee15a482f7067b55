/** Metres: x along the street, y up, z across it, towards the cameras. */
export type Point3 = readonly [x: number, y: number, z: number]

/** Where something is and how it is turned and stretched: the upper three rows of a 4×4 matrix, row by row. */
export type Placement = readonly number[]

export const identity: Placement = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]

export function shift(x: number, y: number, z: number): Placement {
  return [1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z]
}

export function stretch(x: number, y: number, z: number): Placement {
  return [x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0]
}

/** Radians; turned about z first, then y, then x. */
export function turn(x: number, y: number, z: number): Placement {
  const [a, b, c, d, e, f] = [Math.cos(x), Math.sin(x), Math.cos(y), Math.sin(y), Math.cos(z), Math.sin(z)]
  return [
    c * e,
    -c * f,
    d,
    0,
    a * f + b * e * d,
    a * e - b * f * d,
    -b * c,
    0,
    b * f - a * e * d,
    b * e + a * f * d,
    a * c,
    0,
  ]
}

/** What is placed by `inner` in a space that is placed by `outer`. */
export function within(outer: Placement, inner: Placement): Placement {
  const placed = new Array<number>(12)
  for (let row = 0; row < 12; row += 4) {
    const [a, b, c] = [outer[row] as number, outer[row + 1] as number, outer[row + 2] as number]
    for (let column = 0; column < 4; column++) {
      const own = column === 3 ? (outer[row + 3] as number) : 0
      placed[row + column] =
        a * (inner[column] as number) + b * (inner[4 + column] as number) + c * (inner[8 + column] as number) + own
    }
  }
  return placed
}

export function minus(a: Point3, b: Point3): Point3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

export function cross(a: Point3, b: Point3): Point3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

export function dot(a: Point3, b: Point3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/** The same direction with a length of 1. */
export function unit(a: Point3): Point3 {
  const length = Math.hypot(...a) || 1
  return [a[0] / length, a[1] / length, a[2] / length]
}

export function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share
}
