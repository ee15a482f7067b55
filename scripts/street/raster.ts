import { copied, createLayers, createTiles, type Layers, restore, samplesPerSide, type Tiles } from './layers.ts'
import type { Light } from './light.ts'
import { cofactors, type Mesh } from './mesh.ts'
import { cornerSize, scan } from './scan.ts'
import { createShade } from './shading.ts'
import { createSilhouettes, type Extent, type Silhouettes } from './silhouettes.ts'
import type { Placement } from './space.ts'
import { createView, nearest, type Pose, type View } from './view.ts'

export type Raster = {
  readonly layers: Layers
  readonly view: View
  readonly tiles: Tiles
  /** What each object covers and shows in the frame that is drawn. */
  readonly silhouettes: Silhouettes
  /** Draws for an object, or for the street itself as 0. Of one object all at a time. */
  draw(mesh: Mesh, placement: Placement, owner: number): void
  /** Darkens the ground at a height where the mesh takes light from it. */
  cast(mesh: Mesh, placement: Placement, groundHeight: number): void
  /** Lights up the ground below the mesh, by the red of its colours. */
  brighten(mesh: Mesh, placement: Placement, groundHeight: number): void
  /** From here on what was drawn is the empty street. */
  keep(): void
  /** Back to the empty street. */
  begin(): void
}

/** A software rasteriser: depth per sample, colours per corner, shadows laid flat on the ground. */
export function createRaster(pose: Pose, light: Light, width: number, height: number): Raster {
  const view = createView(pose, width * samplesPerSide, height * samplesPerSide)
  const layers = createLayers(view.width, view.height)
  const tiles = createTiles(view.width, view.height)
  const silhouettes = createSilhouettes(view.width, view.height)
  const shade = createShade(light, view.eye)
  let street = layers
  let corners = new Float64Array(cornerSize * 4096)
  let [a, b, c, owner] = [0, 0, 0, 0]

  return {
    layers,
    view,
    tiles,
    silhouettes,
    draw(mesh, placement, drawnOwner) {
      owner = drawnOwner
      const extent = fill(mesh, placement, undefined)
      silhouettes.extend(owner, extent)
      if (!isSeen(extent)) return
      tiles.mark(...extent)
      triangles(mesh, false, show)
    },
    cast(mesh, placement, groundHeight) {
      const extent = fill(mesh, placement, groundHeight)
      if (!isSeen(extent)) return
      tiles.mark(...extent)
      triangles(mesh, true, darken)
    },
    brighten(mesh, placement, groundHeight) {
      const extent = fill(mesh, placement, groundHeight)
      if (!isSeen(extent)) return
      tiles.mark(...extent)
      triangles(mesh, true, lighten)
    },
    keep() {
      street = copied(layers)
      tiles.clear()
      silhouettes.clear()
    },
    begin() {
      restore(layers, street, tiles)
      tiles.clear()
      silhouettes.clear()
    },
  }

  function triangles({ indices }: Mesh, isTwoSided: boolean, visit: typeof show): void {
    for (let i = 0; i < indices.length; i += 3) {
      a = (indices[i] as number) * cornerSize
      b = (indices[i + 1] as number) * cornerSize
      c = (indices[i + 2] as number) * cornerSize
      scan(corners, [a, b, c], layers, isTwoSided, visit)
    }
  }

  function show(sample: number, second: number, third: number): void {
    const first = 1 - second - third
    const near = interpolated(2, first, second, third)
    if (owner !== 0) silhouettes.cover(owner, sample)
    if (near <= (layers.nearness[sample] as number)) return
    layers.nearness[sample] = near
    layers.owner[sample] = owner
    layers.gain[sample] = 1
    if (owner === 0) layers.ground[sample] = 0
    for (let channel = 0; channel < 3; channel++) {
      layers.light[sample * 3 + channel] = interpolated(3 + channel, first, second, third)
    }
  }

  function darken(sample: number, second: number, third: number): void {
    if (isOnGround(sample, second, third)) layers.gain[sample] = light.shadow
  }

  function lighten(sample: number, second: number, third: number): void {
    if (!isOnGround(sample, second, third)) return
    const gain = 1 + interpolated(3, 1 - second - third, second, third)
    layers.gain[sample] = Math.max(layers.gain[sample] as number, gain)
  }

  /** Where the ground itself is seen, and not what stands before or behind it. */
  function isOnGround(sample: number, second: number, third: number): boolean {
    if (layers.ground[sample] === 0) return false
    const near = interpolated(2, 1 - second - third, second, third)
    return Math.abs(near / (layers.nearness[sample] as number) - 1) < 0.03
  }

  function isSeen([left, top, right, bottom]: Extent): boolean {
    return right > 0 && bottom > 0 && left < view.width && top < view.height
  }

  function interpolated(part: number, first: number, second: number, third: number): number {
    return (
      first * (corners[a + part] as number) +
      second * (corners[b + part] as number) +
      third * (corners[c + part] as number)
    )
  }

  /** Puts the corners of a mesh into `corners`. @returns their extent in samples */
  function fill(mesh: Mesh, placement: Placement, flatAt: number | undefined): Extent {
    const { positions, normals, colours, finishes } = mesh
    const count = positions.length / 3
    if (corners.length < count * cornerSize) corners = new Float64Array(count * cornerSize)
    const [m0, m1, m2, mx, m4, m5, m6, my, m8, m9, m10, mz] = placement as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    const n = cofactors(placement) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    const r = view.rows as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
    for (let i = 0; i < count; i++) {
      const [px, py, pz] = [positions[i * 3] as number, positions[i * 3 + 1] as number, positions[i * 3 + 2] as number]
      let x = m0 * px + m1 * py + m2 * pz + mx
      let y = m4 * px + m5 * py + m6 * pz + my
      let z = m8 * px + m9 * py + m10 * pz + mz
      const at = i * cornerSize
      if (flatAt === undefined) {
        const [qx, qy, qz] = [normals[i * 3] as number, normals[i * 3 + 1] as number, normals[i * 3 + 2] as number]
        const nx = n[0] * qx + n[1] * qy + n[2] * qz
        const ny = n[4] * qx + n[5] * qy + n[6] * qz
        const nz = n[8] * qx + n[9] * qy + n[10] * qz
        const length = 1 / Math.sqrt(nx * nx + ny * ny + nz * nz)
        shade(
          x,
          y,
          z,
          nx * length,
          ny * length,
          nz * length,
          colours[i * 3] as number,
          colours[i * 3 + 1] as number,
          colours[i * 3 + 2] as number,
          finishes[i * 2] as number,
          finishes[i * 2 + 1] as number,
          corners,
          at + 3,
        )
      } else {
        const fall = Math.max(0, y - flatAt) / light.toSun[1]
        x -= light.toSun[0] * fall
        z -= light.toSun[2] * fall
        y = flatAt
        corners[at + 3] = colours[i * 3] as number
      }
      const depth = r[8] * x + r[9] * y + r[10] * z + r[11]
      if (depth < nearest) {
        corners[at + 2] = 0
        continue
      }
      const sx = (r[0] * x + r[1] * y + r[2] * z + r[3]) / depth
      const sy = (r[4] * x + r[5] * y + r[6] * z + r[7]) / depth
      corners[at] = sx
      corners[at + 1] = sy
      corners[at + 2] = 1 / depth
      if (sx < left) left = sx
      if (sx > right) right = sx
      if (sy < top) top = sy
      if (sy > bottom) bottom = sy
    }
    return [left, top, right, bottom]
  }
}
