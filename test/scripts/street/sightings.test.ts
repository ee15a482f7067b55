import { describe, expect, it } from 'vitest'
import { matt } from '../../../scripts/street/colour.ts'
import { lights } from '../../../scripts/street/light.ts'
import { type Mesh, sculpture } from '../../../scripts/street/mesh.ts'
import { createRaster } from '../../../scripts/street/raster.ts'
import { ball, box } from '../../../scripts/street/shapes.ts'
import { sightings } from '../../../scripts/street/sightings.ts'
import { shift } from '../../../scripts/street/space.ts'

const pose = { eye: [0, 0, 10], target: [0, 0, 0], field: 40 } as const

function raster() {
  const created = createRaster(pose, lights.day, 160, 120)
  created.keep()
  created.begin()
  return created
}

function meshOf(shape: typeof box): Mesh {
  const made = sculpture()
  made.add(shape, matt('#888'))
  return made.mesh()
}

describe('sightings', () => {
  it('are around exactly the samples that carry the id', () => {
    const { draw, layers, tiles, silhouettes } = raster()
    draw(meshOf(ball), shift(1, 0.5, 0), 7)
    const [seen, ...others] = sightings(layers, tiles, silhouettes)
    expect(others).toEqual([])
    const columns = [...layers.owner.keys()].filter((i) => layers.owner[i] === 7).map((i) => i % layers.width)
    expect(seen?.id).toBe(7)
    expect(seen?.visibility).toBe(1)
    expect(seen?.box[0]).toBe(Math.min(...columns) / 2)
    expect((seen?.box[0] ?? 0) + (seen?.box[2] ?? 0)).toBe((Math.max(...columns) + 1) / 2)
  })

  it('are smaller for what stands half behind something else', () => {
    const { draw, layers, tiles, silhouettes } = raster()
    draw(meshOf(box), shift(0, 0, 0), 1)
    draw(meshOf(box), shift(0.5, 0, 2), 2)
    const [behind, before] = sightings(layers, tiles, silhouettes)
    expect(before?.visibility).toBe(1)
    expect(behind?.visibility).toBeLessThan(0.7)
    expect(behind?.box[2]).toBeLessThan((behind?.whole[2] ?? 0) * 0.8)
  })

  it('count what is outside the picture as not seen', () => {
    const { draw, layers, tiles, silhouettes } = raster()
    draw(meshOf(ball), shift(4.85, 0, 0), 3)
    const [seen] = sightings(layers, tiles, silhouettes)
    expect(seen?.visibility).toBeGreaterThan(0.3)
    expect(seen?.visibility).toBeLessThan(0.7)
    expect((seen?.box[0] ?? 0) + (seen?.box[2] ?? 0)).toBe(160)
  })
})
