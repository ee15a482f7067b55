import { cross, dot, minus, type Point3, unit } from './space.ts'

/** Which way a camera looks. */
export type Pose = {
  readonly eye: Point3
  readonly target: Point3 /** Degrees, from top to bottom. */
  readonly field: number
}

/** A camera for a picture of some size: three rows that give x · depth, y · depth (pixels) and depth (metres). */
export type View = {
  readonly eye: Point3
  readonly width: number
  readonly height: number
  readonly rows: Float64Array
}

export function createView({ eye, target, field }: Pose, width: number, height: number): View {
  const forward = unit(minus(target, eye))
  const right = unit(cross(forward, [0, 1, 0]))
  const up = cross(right, forward)
  const scale = height / 2 / Math.tan((field * Math.PI) / 360)
  const row = (share: number, axis: Point3, middle: number): number[] => {
    const along: Point3 = [
      axis[0] * share + forward[0] * middle,
      axis[1] * share + forward[1] * middle,
      axis[2] * share + forward[2] * middle,
    ]
    return [...along, -dot(along, eye)]
  }
  const rows = Float64Array.from([...row(scale, right, width / 2), ...row(-scale, up, height / 2), ...row(0, right, 1)])
  return { eye, width, height, rows }
}

/** Nearer than this, nothing is drawn. Metres. */
export const nearest = 0.3

/** Where a point is seen, in 0–1 of the picture; undefined behind the camera. */
export function project({ rows, width, height }: View, [x, y, z]: Point3): readonly [x: number, y: number] | undefined {
  const at = (row: number) =>
    (rows[row] as number) * x +
    (rows[row + 1] as number) * y +
    (rows[row + 2] as number) * z +
    (rows[row + 3] as number)
  const depth = at(8)
  return depth < nearest ? undefined : [at(0) / depth / width, at(4) / depth / height]
}
