import { type Layers, samplesPerSide, type Tiles } from './layers.ts'
import type { Silhouettes } from './silhouettes.ts'

/** Left, top, width, height, in pixels. */
export type PixelBox = readonly [x: number, y: number, width: number, height: number]

/** An object in a frame. */
export type Sighting = {
  readonly id: number
  /** Around what is seen of it. */
  readonly box: PixelBox
  /** Around all of it, also what is hidden or outside the picture. */
  readonly whole: PixelBox
  /** 0–1: share of its shape that is seen. */
  readonly visibility: number
}

/** Fewer samples than this are no sighting. */
const leastSamples = 24

/** Who is seen, and how much of whom, by the id that each sample carries. */
export function sightings({ owner, width, height }: Layers, tiles: Tiles, silhouettes: Silhouettes): Sighting[] {
  const seen = new Map<number, { left: number; top: number; right: number; bottom: number; samples: number }>()
  tiles.each((left, top, right, bottom) => {
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) {
        const id = owner[y * width + x] as number
        if (id === 0) continue
        const box = seen.get(id)
        if (box === undefined) {
          seen.set(id, { left: x, top: y, right: x + 1, bottom: y + 1, samples: 1 })
          continue
        }
        box.samples++
        if (x < box.left) box.left = x
        if (y < box.top) box.top = y
        if (x >= box.right) box.right = x + 1
        if (y >= box.bottom) box.bottom = y + 1
      }
    }
  })
  return [...seen]
    .sort(([a], [b]) => a - b)
    .flatMap(([id, { left, top, right, bottom, samples }]) => {
      const silhouette = silhouettes.get(id)
      if (silhouette === undefined || samples < leastSamples) return []
      const { extent } = silhouette
      const inside = share(extent[0], extent[2], width) * share(extent[1], extent[3], height)
      const visibility = Math.min(1, (samples / silhouette.samples) * inside)
      return [{ id, box: pixels(left, top, right, bottom), whole: pixels(...extent), visibility }]
    })
}

/** How much of a stretch lies in the picture. */
function share(from: number, to: number, end: number): number {
  return (Math.min(end, to) - Math.max(0, from)) / Math.max(to - from, Number.MIN_VALUE)
}

function pixels(left: number, top: number, right: number, bottom: number): PixelBox {
  const scale = 1 / samplesPerSide
  return [left * scale, top * scale, (right - left) * scale, (bottom - top) * scale]
}
