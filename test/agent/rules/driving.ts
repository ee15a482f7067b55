/** Vehicles that drive evenly over flat ground, as a camera of known geometry sees them. */
import type { Box, Detection } from '../../../agent/detect/detection.ts'
import type { Point } from '../../../agent/rules/geometry.ts'
import type { Scene } from '../../../agent/track/scene.ts'
import { createTracker } from '../../../agent/track/tracker.ts'
import { createRandom, type Random } from '../../../scripts/street/random.ts'
import { createView, type Pose, project, type View } from '../../../scripts/street/view.ts'

/** Metres and metres a second; the road runs along x. */
export type Drive = {
  readonly from: number
  readonly to: number
  readonly z: number
  readonly speed: number
  readonly size: readonly [length: number, width: number, height: number]
}

export type Watching = {
  readonly pose: Pose
  readonly fps: number
  /** Of each edge of a box, in box sizes, standard deviation. */
  readonly noise: number
  readonly seed: number
}

const picture = [960, 540] as const

/** What a camera sees of places on the ground, 0–1 of the picture, three decimals as people draw. */
export function seenPlaces(pose: Pose, places: readonly (readonly [x: number, z: number])[]): Point[] {
  const view = createView(pose, ...picture)
  return places.map(([x, z]) => {
    const [seenX, seenY] = project(view, [x, 0, z]) ?? [0, 0]
    return [Math.round(seenX * 1000) / 1000, Math.round(seenY * 1000) / 1000]
  })
}

/** The scenes of one drive, through the tracker as in the agent. */
export function scenesOfDrive(drive: Drive, { pose, fps, noise, seed }: Watching): Scene[] {
  const view = createView(pose, ...picture)
  const random = createRandom(seed)
  const tracker = createTracker()
  const seconds = Math.abs(drive.to - drive.from) / drive.speed
  const frames = Array.from({ length: Math.floor(seconds * fps) }, (_, index) => {
    const detections = seen(view, drive, index / fps, noise, random)
    return tracker.update(detections, 1_000 + Math.round((index * 1000) / fps))
  })
  return [...frames, tracker.endAll()]
}

function seen(view: View, drive: Drive, seconds: number, noise: number, random: Random): Detection[] {
  const box = boxOf(view, drive, seconds)
  if (box === undefined) return []
  const [left, top, width, height] = box
  const [right, bottom] = [left + width, top + height]
  const shaken = [left, top, right, bottom].map((value, index) =>
    unit(value + noise * (index % 2 === 0 ? width : height) * normal(random)),
  )
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = shaken
  if (x1 - x0 < 0.01 || y1 - y0 < 0.01) return []
  return [{ label: 'car', class: 'Vehicle', vehicleType: 'Car', score: 0.8, box: [x0, y0, x1 - x0, y1 - y0] }]
}

/** Around the eight corners. */
function boxOf(view: View, { from, to, z, speed, size }: Drive, seconds: number): Box | undefined {
  const [length, width, height] = size
  const x = from + Math.sign(to - from) * speed * seconds
  const corners = [-0.5, 0.5].flatMap((alongs) =>
    [-0.5, 0.5].flatMap((across) =>
      [0, height].map((y) => project(view, [x + alongs * length, y, z + across * width])),
    ),
  )
  if (corners.some((corner) => corner === undefined)) return undefined
  const xs = corners.map((corner) => unit(corner?.[0] ?? 0))
  const ys = corners.map((corner) => unit(corner?.[1] ?? 0))
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top]
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}

function unit(value: number): number {
  return Math.min(1, Math.max(0, value))
}
