import type { Box } from '../detect/detection.ts'
import type { Scene, Track } from '../track/scene.ts'
import type { Point } from './geometry.ts'

/** Which tracks a rule is about. */
export type TrackSelection = {
  readonly classes: readonly string[]
  /** Best score that a track must have reached, 0–1. */
  readonly minScore: number
}

/** Ids of the tracks of a scene that are wanted. */
export function selectTracks(scene: Scene, { classes, minScore }: TrackSelection): ReadonlySet<number> {
  const isWanted = (track: Track) => classes.includes(track.class) && track.bestScore >= minScore
  return new Set(scene.tracks.filter(isWanted).map(({ id }) => id))
}

/**
 * The point that stands for an object: the middle of the lower edge of its box. There it touches the ground, and zones and
 * lines are drawn on the ground; the middle of the box would put a tall person's head into the zone behind.
 */
export function anchor([x, y, width, height]: Box): Point {
  return [x + width / 2, y + height]
}
