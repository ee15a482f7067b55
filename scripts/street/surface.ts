import type { Light } from './light.ts'
import type { Raster } from './raster.ts'
import { cornerSize, scan } from './scan.ts'
import { createShade } from './shading.ts'
import { cross, type Point3, unit } from './space.ts'
import { sampled, type Texture } from './texture.ts'
import { nearest } from './view.ts'

/** A textured parallelogram of the empty street. */
export type Surface = {
  /** Upper left corner of the texture, and where its right and its lower edge lead. */
  readonly corner: Point3
  readonly right: Point3
  readonly down: Point3
  /** Made only where it is seen. */
  readonly texture: () => Texture
  /** How often the texture lies on it, each way. */
  readonly repeat: readonly [number, number]
  readonly isGround?: boolean
}

/** Metres: light is computed at the corners of such cells. */
const cellSide = 1

export function drawSurface({ layers, view }: Raster, light: Light, surface: Surface): void {
  const { corner, right, down, repeat } = surface
  const shade = createShade(light, view.eye)
  const normal = unit(cross(down, right))
  const columns = Math.ceil(Math.hypot(...right) / cellSide)
  const rows = Math.ceil(Math.hypot(...down) / cellSide)
  const corners = new Float64Array((columns + 1) * (rows + 1) * cornerSize)
  for (let row = 0; row <= rows; row++) {
    for (let column = 0; column <= columns; column++) place(row, column)
  }
  if (!isSeen()) return
  const texture = surface.texture()
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const a = (row * (columns + 1) + column) * cornerSize
      const below = a + (columns + 1) * cornerSize
      fill(a, below, a + cornerSize)
      fill(a + cornerSize, below, below + cornerSize)
    }
  }

  function place(row: number, column: number): void {
    const [u, v] = [column / columns, row / rows]
    const along = (axis: 0 | 1 | 2) => corner[axis] + right[axis] * u + down[axis] * v
    const [x, y, z] = [along(0), along(1), along(2)]
    const at = (row * (columns + 1) + column) * cornerSize
    const depth = ray(8, x, y, z)
    if (depth < nearest) return
    corners.set([ray(0, x, y, z) / depth, ray(4, x, y, z) / depth, 1 / depth], at)
    shade(x, y, z, ...normal, 1, 1, 1, 0, 0, corners, at + 3)
    corners.set([u * repeat[0], v * repeat[1]], at + 6)
  }

  /** Whether the corners before the camera are not all beyond the same edge of the picture. */
  function isSeen(): boolean {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
    for (let index = 0; index < corners.length; index += cornerSize) {
      if (at(index, 2) === 0) continue
      left = Math.min(left, at(index, 0))
      right = Math.max(right, at(index, 0))
      top = Math.min(top, at(index, 1))
      bottom = Math.max(bottom, at(index, 1))
    }
    return right > 0 && bottom > 0 && left < view.width && top < view.height
  }

  function ray(row: number, x: number, y: number, z: number): number {
    const [a = 0, b = 0, c = 0, d = 0] = view.rows.subarray(row, row + 4)
    return a * x + b * y + c * z + d
  }

  function fill(a: number, b: number, c: number): void {
    const level = detail(a, b, c)
    scan(corners, [a, b, c], layers, true, (sample, second, third) => {
      const weights = [(1 - second - third) * at(a, 2), second * at(b, 2), third * at(c, 2)] as const
      const near = weights[0] + weights[1] + weights[2]
      if (near <= (layers.nearness[sample] as number)) return
      // Over depth, so that textures lie right in perspective.
      const value = (part: number) =>
        (weights[0] * at(a, part) + weights[1] * at(b, part) + weights[2] * at(c, part)) / near
      const [u, v] = [value(6), value(7)]
      layers.nearness[sample] = near
      layers.ground[sample] = surface.isGround === true ? 1 : 0
      for (let channel = 0; channel < 3; channel++) {
        layers.light[sample * 3 + channel] = value(3 + channel) * sampled(texture, u, v, level, channel)
      }
    })
  }

  /** The level whose pixels are about as large as samples. */
  function detail(a: number, b: number, c: number): number {
    const doubled = (x: number, y: number) =>
      Math.abs((at(b, x) - at(a, x)) * (at(c, y) - at(a, y)) - (at(c, x) - at(a, x)) * (at(b, y) - at(a, y)))
    const pixels = doubled(6, 7) * (texture[0]?.width ?? 1) * (texture[0]?.height ?? 1)
    return Math.round(0.5 * Math.log2(pixels / (doubled(0, 1) + 1e-9) + 1e-9))
  }

  function at(index: number, part: number): number {
    return corners[index + part] as number
  }
}
