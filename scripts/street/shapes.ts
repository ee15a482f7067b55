import type { Shape } from './mesh.ts'
import { cross, minus, type Placement, type Point3, unit } from './space.ts'

/** One metre each way, about its middle. */
export const box: Shape = joined([
  ...[
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ] as const,
    [
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
    ] as const,
    [
      [0, 0, 1],
      [1, 0, 0],
      [0, 1, 0],
    ] as const,
  ].flatMap(([out, a, b]) => [1, -1].map((sign) => boxSide(out, a, b, sign))),
])

/** Radius 1. */
export const ball: Shape = createBall(12, 9)

/** Radius 1, length 1 along y, about its middle. */
export const rod: Shape = createRod(10)

/** A horizontal ellipse at a height; its middle may be shifted. */
export type Ring = readonly [y: number, radiusX: number, radiusZ: number, shiftX?: number, shiftZ?: number]

/** A closed skin over rings, from the lowest to the highest or the other way. */
export function loft(rings: readonly Ring[], around = 10): Shape {
  const upwards = (rings.at(-1)?.[0] ?? 0) >= (rings[0]?.[0] ?? 0) ? rings : rings.toReversed()
  const closed = [shrunk(upwards[0]), ...upwards, shrunk(upwards.at(-1))]
  const grid = closed.map(([y, radiusX, radiusZ, shiftX = 0, shiftZ = 0]) =>
    Array.from({ length: around + 1 }, (_, i): Point3 => {
      const angle = (i / around) * 2 * Math.PI
      return [shiftX + Math.cos(angle) * radiusX, y, shiftZ + Math.sin(angle) * radiusZ]
    }),
  )
  return skin(grid)
}

/** A hollow wheel about z. */
export function hoop(radius: number, thickness: number, around = 20): Shape {
  const grid = Array.from({ length: 7 }, (_, j) =>
    Array.from({ length: around + 1 }, (_, i): Point3 => {
      const [a, b] = [(i / around) * 2 * Math.PI, (j / 6) * 2 * Math.PI]
      const reach = radius - thickness + Math.cos(b) * thickness
      return [Math.cos(a) * reach, Math.sin(a) * reach, Math.sin(b) * thickness]
    }),
  )
  return skin(grid.toReversed())
}

/** Half a cross-section, z ≥ 0, from its lower edge to the middle of the top. */
export type Section = { readonly x: number; readonly half: readonly (readonly [z: number, y: number])[] }

/** A mirrored body over sections from back to front; open below. */
export function hull(sections: readonly Section[]): Shape {
  const rows = sections.map(({ x, half }) => [
    ...half.map(([z, y]): Point3 => [x, y, z]),
    ...half.toReversed().map(([z, y]): Point3 => [x, y, -z]),
  ])
  const caps = [rows[0]?.toReversed() ?? [], rows.at(-1) ?? []].map((points) => flat(points))
  return joined([skin(rows), ...caps])
}

/** A plane piece that is seen from both sides. */
export function panel(points: readonly Point3[]): Shape {
  return joined([flat(points), flat(points.toReversed())])
}

/** Lays `rod` from one point to another. */
export function between(from: Point3, to: Point3, radius: number): Placement {
  const along = minus(to, from)
  const side = unit(Math.abs(along[1]) > 0.9 * Math.hypot(...along) ? cross([1, 0, 0], along) : cross([0, 1, 0], along))
  const third = unit(cross(side, along))
  return [
    ...[side[0] * radius, along[0], third[0] * radius, (from[0] + to[0]) / 2],
    ...[side[1] * radius, along[1], third[1] * radius, (from[1] + to[1]) / 2],
    ...[side[2] * radius, along[2], third[2] * radius, (from[2] + to[2]) / 2],
  ]
}

function shrunk(ring: Ring | undefined): Ring {
  const [y = 0, , , shiftX = 0, shiftZ = 0] = ring ?? []
  return [y, 0.001, 0.001, shiftX, shiftZ]
}

function boxSide(out: Point3, a: Point3, b: Point3, sign: number): Shape {
  const corner = (i: number, j: number): Point3 => [
    (out[0] * sign + a[0] * i + b[0] * j) / 2,
    (out[1] * sign + a[1] * i + b[1] * j) / 2,
    (out[2] * sign + a[2] * i + b[2] * j) / 2,
  ]
  const points = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)]
  return flat(sign > 0 ? points : points.toReversed())
}

function flat(points: readonly Point3[]): Shape {
  const [a = [0, 0, 0], b = a, c = b] = points as Point3[]
  const far = points.at(-1) ?? c
  const normal = unit(cross(minus(b, a), minus(far === c ? c : far, a)))
  const indices = points.slice(2).flatMap((_, i) => [0, i + 1, i + 2])
  return { positions: points.flat(), normals: points.flatMap(() => normal), indices }
}

function createBall(around: number, rows: number): Shape {
  const grid = Array.from({ length: rows + 1 }, (_, j) =>
    Array.from({ length: around + 1 }, (_, i): Point3 => {
      const [a, b] = [(i / around) * 2 * Math.PI, (j / rows - 0.5) * Math.PI]
      return [Math.cos(a) * Math.cos(b), Math.sin(b), Math.sin(a) * Math.cos(b)]
    }),
  )
  return { ...skin(grid), normals: grid.flat(2) }
}

function createRod(around: number): Shape {
  const ends = [-0.5, 0.5].map((y) =>
    Array.from({ length: around + 1 }, (_, i): Point3 => {
      const angle = (i / around) * 2 * Math.PI
      return [Math.cos(angle), y, Math.sin(angle)]
    }),
  )
  return joined([skin(ends), flat(ends[0] ?? []), flat(ends[1]?.toReversed() ?? [])])
}

/** A grid of points as a surface that is rounded where its faces meet. */
function skin(grid: readonly (readonly Point3[])[]): Shape {
  const columns = grid[0]?.length ?? 0
  const indices: number[] = []
  for (let j = 0; j < grid.length - 1; j++) {
    for (let i = 0; i < columns - 1; i++) {
      const a = j * columns + i
      indices.push(a, a + columns, a + 1, a + 1, a + columns, a + columns + 1)
    }
  }
  const points = grid.flat()
  return { positions: points.flat(), normals: roundedNormals(points, indices), indices }
}

function roundedNormals(points: readonly Point3[], indices: readonly number[]): number[] {
  const sums = points.map((): [number, number, number] => [0, 0, 0])
  for (let i = 0; i < indices.length; i += 3) {
    const corners = [indices[i] ?? 0, indices[i + 1] ?? 0, indices[i + 2] ?? 0]
    const [a, b, c] = corners.map((corner) => points[corner] ?? ([0, 0, 0] as Point3)) as [Point3, Point3, Point3]
    const normal = cross(minus(b, a), minus(c, a))
    for (const corner of corners) {
      const sum = sums[corner]
      if (sum) [sum[0], sum[1], sum[2]] = [sum[0] + normal[0], sum[1] + normal[1], sum[2] + normal[2]]
    }
  }
  return sums.flatMap((sum) => [...unit(sum)])
}

function joined(shapes: readonly Shape[]): Shape {
  const all: Shape = { positions: [], normals: [], indices: [] }
  for (const shape of shapes) {
    const first = all.positions.length / 3
    all.positions.push(...shape.positions)
    all.normals.push(...shape.normals)
    all.indices.push(...shape.indices.map((index) => first + index))
  }
  return all
}
