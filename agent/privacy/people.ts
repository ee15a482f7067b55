import type { Box, Detection } from '../detect/detection.ts'
import type { Scene } from '../track/scene.ts'

type Kind = Pick<Detection, 'class' | 'vehicleType'>

/**
 * Everybody in a frame, whether an event is about them or not: what was detected, however weakly, and those whose track goes
 * on though they were missed. A rider may be known only by the two-wheeler, and of what merely moves nobody knows what it is.
 */
export function peopleIn(detections: readonly Detection[], { at, tracks }: Pick<Scene, 'at' | 'tracks'>): Box[] {
  const missed = tracks.filter(({ seenAt }) => seenAt < at)
  return [...detections, ...missed].filter(mayBePerson).map(({ box }) => box)
}

function mayBePerson({ class: name, vehicleType }: Kind): boolean {
  return name === 'Human' || name === 'Motion' || vehicleType === 'TwoWheeler'
}
