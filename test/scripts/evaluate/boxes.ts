import type { Box } from '../../../agent/detect/detection.ts'
import type { Guess } from '../../../scripts/evaluate/group.ts'
import type { RecordedTrack } from '../../../scripts/evaluate/record.ts'
import type { SeenObject, TruthFrame } from '../../../scripts/evaluate/truth-frames.ts'

/** Three places that do not touch one another, and one that overlaps `left` by a fifth. */
export const places = {
  left: [0.1, 0.1, 0.2, 0.2],
  middle: [0.4, 0.4, 0.2, 0.2],
  right: [0.7, 0.7, 0.2, 0.2],
  besideLeft: [0.233, 0.1, 0.2, 0.2],
} as const satisfies Record<string, Box>

/** A track that is seen at these places, a frame every 200 ms from `fromMs` on. */
export function trackAt(guess: Guess, boxes: readonly Box[], fromMs = 0): RecordedTrack {
  return { id: 1, guess, seen: boxes.map((box, index) => ({ atMs: fromMs + 200 * index, box })) }
}

export function objectAt(id: number, box: Box, changes: Partial<SeenObject> = {}): SeenObject {
  return { id, group: 'Human', box, visibility: 1, height: 50, ...changes }
}

export function frameOf(...objects: readonly SeenObject[]): TruthFrame {
  return { objects, boxes: objects.map(({ box }) => box) }
}

export function times<T>(count: number, item: T): T[] {
  return new Array<T>(count).fill(item)
}
