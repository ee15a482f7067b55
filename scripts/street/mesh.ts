import type { Paint } from './colour.ts'
import { identity, type Placement } from './space.ts'

/** A form without colour. Triangles run anticlockwise as seen from outside. */
export type Shape = { readonly positions: number[]; readonly normals: number[]; readonly indices: number[] }

/** Painted triangles: three numbers a vertex for place, normal and colour, two for gloss and glow. */
export type Mesh = {
  readonly positions: Float32Array
  readonly normals: Float32Array
  readonly colours: Float32Array
  readonly finishes: Float32Array
  readonly indices: Uint32Array
}

export type Sculpture = {
  add(shape: Shape, paint: Paint, at?: Placement): void
  /** All that was added, as one. */
  mesh(): Mesh
}

export function sculpture(): Sculpture {
  const positions: number[] = []
  const normals: number[] = []
  const colours: number[] = []
  const finishes: number[] = []
  const indices: number[] = []

  return {
    add(shape, paint, at = identity) {
      const first = positions.length / 3
      const forNormals = cofactors(at)
      for (let i = 0; i < shape.positions.length; i += 3) {
        positions.push(...moved(at, shape.positions, i, 1))
        normals.push(...moved(forNormals, shape.normals, i, 0))
        colours.push(...paint.colour)
        finishes.push(paint.gloss, paint.glow)
      }
      for (const index of shape.indices) indices.push(first + index)
    },
    mesh: () => ({
      positions: Float32Array.from(positions),
      normals: Float32Array.from(normals),
      colours: Float32Array.from(colours),
      finishes: Float32Array.from(finishes),
      indices: Uint32Array.from(indices),
    }),
  }
}

function moved(m: Placement, from: readonly number[], i: number, weight: number): number[] {
  const [x = 0, y = 0, z = 0] = [from[i], from[i + 1], from[i + 2]]
  return [0, 4, 8].map(
    (row) =>
      (m[row] as number) * x +
      (m[row + 1] as number) * y +
      (m[row + 2] as number) * z +
      (m[row + 3] as number) * weight,
  )
}

/** Turns normals as their surface is turned, also where it is stretched more one way than another; lengths are lost. */
export function cofactors(m: Placement): number[] {
  const [a = 0, b = 0, c = 0, , d = 0, e = 0, f = 0, , g = 0, h = 0, i = 0] = m
  return [
    ...[e * i - f * h, f * g - d * i, d * h - e * g, 0],
    ...[c * h - b * i, a * i - c * g, b * g - a * h, 0],
    ...[b * f - c * e, c * d - a * f, a * e - b * d, 0],
  ]
}
