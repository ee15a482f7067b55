/** Pictures of a scene that is drawn, with noise that is the same in every run. */
import type { Frame } from '../../../agent/decode/frame.ts'
import { createMotion, type Motion, type MovingRegion } from '../../../agent/motion/motion.ts'
import { seededRandom } from '../track/random.ts'

export const width = 640
export const height = 360
/** Pixels of one cell of the grid at this size. */
export const cell = 3

/** Luma of one pixel at a time in seconds. */
export type Scene = (x: number, y: number, seconds: number) => number

/** A street of grey stripes: something with edges that a shadow keeps. */
export const ground: Scene = (x, y) => 110 + 30 * Math.sin(x / 23) + 20 * Math.sin(y / 31)

export type Rectangle = readonly [left: number, top: number, width: number, height: number]

export function isIn([left, top, across, down]: Rectangle, x: number, y: number): boolean {
  return x >= left && x < left + across && y >= top && y < top + down
}

/** Something with a pattern of its own on the ground, where `place` says. */
export function withObject(place: (seconds: number) => Rectangle | undefined, scene = ground): Scene {
  return (x, y, seconds) => {
    const rectangle = place(seconds)
    if (rectangle === undefined || !isIn(rectangle, x, y)) return scene(x, y, seconds)
    return (Math.floor(y / 12) + Math.floor(x / 12)) % 2 === 0 ? 205 : 225
  }
}

export function draw(scene: Scene, seconds: number, noise = 2, size = { width, height }): Frame {
  const random = seededRandom(Math.round(seconds * 1000) + 1)
  const data = new Uint8Array(size.width * size.height * 1.5).fill(128)
  for (let y = 0; y < size.height; y += 1) {
    for (let x = 0; x < size.width; x += 1) {
      const luma = scene(x, y, seconds) + noise * (random() + random() + random() - 1.5) * 2
      data[y * size.width + x] = Math.max(16, Math.min(235, Math.round(luma)))
    }
  }
  return { at: 1_700_000_000_000 + Math.round(seconds * 1000), ...size, data }
}

export function times(from: number, until: number, fps = 5): number[] {
  return Array.from({ length: Math.round((until - from) * fps) }, (_, index) => from + index / fps)
}

export type Seen = { readonly seconds: number; readonly regions: readonly MovingRegion[] }

export function watch(scene: Scene, seconds: readonly number[], motion: Motion = createMotion(), noise = 2): Seen[] {
  return seconds.map((at) => ({ seconds: at, regions: motion.regions(draw(scene, at, noise)) }))
}

/** The times at which something moved. */
export function busy(seen: readonly Seen[]): number[] {
  return seen.filter(({ regions }) => regions.length > 0).map(({ seconds }) => seconds)
}
