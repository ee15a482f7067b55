import type { Box } from '../detect/detection.ts'
import type { Scene, Track } from '../track/scene.ts'
import type { Point } from './geometry.ts'

/** Which tracks a rule is about. */
export type TrackSelection = {
  readonly classes: readonly string[]
  /** Best score that a track must have reached, 0–1. */
  readonly minScore: number
}

/** Takes scene after scene, and gives the ids of the tracks in it that are wanted. */
export function trackSelection({ classes, minScore }: TrackSelection): (scene: Scene) => ReadonlySet<number> {
  const wantedClasses = new Set(classes)
  const bestScores = new Map<number, number>()

  return (scene) => {
    for (const { id, score } of scene.tracks) bestScores.set(id, Math.max(score, bestScores.get(id) ?? 0))
    for (const { id } of scene.ended) bestScores.delete(id)
    return new Set(scene.tracks.filter(isWanted).map(({ id }) => id))
  }

  function isWanted(track: Track): boolean {
    return wantedClasses.has(track.class) && (bestScores.get(track.id) ?? 0) >= minScore
  }
}

/**
 * The point that stands for an object: the middle of the lower edge of its box. There it touches the ground, and zones and
 * lines are drawn on the ground; the middle of the box would put a tall person's head into the zone behind.
 */
export function anchor([x, y, width, height]: Box): Point {
  return [x + width / 2, y + height]
}
