import type { Box } from '../detect/detection.ts'
import type { Scene, Track } from '../track/scene.ts'
import type { Point } from './geometry.ts'

/** Which tracks a rule is about. */
export type TrackSelection = {
  /** Classes, and vehicle types such as `Car`, which stand for vehicles of that type only. */
  readonly classes: readonly string[]
  /** Best score that a track must have reached, 0–1. */
  readonly minScore: number
  /** Height that its box must have had, 0–1 of the picture. */
  readonly minSize?: number
}

/** Ids of the tracks of a scene that are wanted. */
export function selectTracks(scene: Scene, selection: TrackSelection): ReadonlySet<number> {
  return new Set(scene.tracks.filter((track) => isSelected(track, selection)).map(({ id }) => id))
}

function isSelected(track: Track, { classes, minScore, minSize = 0 }: TrackSelection): boolean {
  const { class: name, vehicleType, bestScore, box, maxHeight = box[3] } = track
  const isOfClass = classes.includes(name) || (vehicleType !== undefined && classes.includes(vehicleType))
  return isOfClass && bestScore >= minScore && maxHeight >= minSize
}

/**
 * The point that stands for an object: the middle of the lower edge of its box. There it touches the ground, and zones and
 * lines are drawn on the ground; the middle of the box would put a tall person's head into the zone behind.
 */
export function anchor([x, y, width, height]: Box): Point {
  return [x + width / 2, y + height]
}
