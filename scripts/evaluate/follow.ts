import { intersectionOverUnion } from '../../agent/detect/candidate.ts'
import type { Box } from '../../agent/detect/detection.ts'
import type { Group } from './group.ts'
import type { RecordedTrack } from './record.ts'
import type { SeenObject, TruthFrame } from './truth-frames.ts'

/** What a track has to do with the truth. */
export type Following = {
  readonly track: RecordedTrack
  /** The one object that it follows. */
  readonly object?: { readonly id: number; readonly group: Group }
  /** Ids of all objects that it was on for a while. */
  readonly passed: readonly number[]
  /** In most frames there is nothing at all where it is. */
  readonly isFalse: boolean
}

/** From here on a track is on an object, if no other fits better … */
const leastOverlap = 0.3
/** … and from here on it has something to do with one. */
const looseOverlap = 0.1
/** For a while: in so many frames. It follows an object that it is on for a while, and in half of its own frames. */
const leastFrames = 3

/** @param frameAt what is seen at a time, milliseconds from the beginning */
export function followTruth(
  tracks: readonly RecordedTrack[],
  frameAt: (atMs: number) => TruthFrame | undefined,
): Following[] {
  return tracks.map((track) => {
    const steps = track.seen.map(({ atMs, box }) => ({ box, frame: frameAt(atMs) }))
    const touching = steps.filter(({ box, frame }) => frame !== undefined && touches(frame, box)).length
    const [first, ...others] = mostFrequentFirst(steps.flatMap(({ box, frame }) => bestOf(frame?.objects ?? [], box)))
    const isFollowing = first !== undefined && first.frames * 2 >= track.seen.length
    return {
      track,
      ...(isFollowing && { object: { id: first.id, group: first.group } }),
      passed: (first === undefined ? [] : [first, ...others]).map(({ id }) => id),
      isFalse: touching * 2 < track.seen.length,
    }
  })
}

function touches({ boxes, objects }: TruthFrame, box: Box): boolean {
  const all = [...boxes, ...objects.map((object) => object.box)]
  return all.some((other) => intersectionOverUnion(other, box) >= looseOverlap)
}

/** The object that fits best, when any fits. */
function bestOf(objects: readonly SeenObject[], box: Box): SeenObject[] {
  const fits = objects.map((object) => ({ object, overlap: intersectionOverUnion(object.box, box) }))
  const [best] = fits.toSorted((a, b) => b.overlap - a.overlap)
  return best !== undefined && best.overlap >= leastOverlap ? [best.object] : []
}

type Presence = { readonly id: number; readonly group: Group; frames: number }

/** Those that come often enough; of two that come equally often the first. */
function mostFrequentFirst(objects: readonly SeenObject[]): Presence[] {
  const presences = new Map<number, Presence>()
  for (const { id, group } of objects) {
    const presence = presences.get(id) ?? { id, group, frames: 0 }
    presences.set(id, presence)
    presence.frames += 1
  }
  return [...presences.values()].filter(({ frames }) => frames >= leastFrames).sort((a, b) => b.frames - a.frames)
}
