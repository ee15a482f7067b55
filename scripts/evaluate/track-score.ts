import { type ByGuess, countByGuess } from './counts.ts'
import type { Following } from './follow.ts'
import { type Group, groups } from './group.ts'
import { groupBy } from './group-by.ts'
import type { TruthFrame } from './truth-frames.ts'

/** How tracks stand to the objects of a street. */
export type TrackScore = {
  /** Confirmed ones. */
  readonly tracks: number
  /** Those that follow no object: on nothing; on a part of one, or now on this and now on that. */
  readonly false: number
  readonly unclear: number
  /** What those that follow an object were taken for in the end, by what it is. */
  readonly confusion: Readonly<Record<Group, ByGuess>>
  readonly objects: Readonly<Record<Group, ObjectScore>>
}

export type ObjectScore = {
  /** Those that were clearly seen, and those of them that no track followed. */
  readonly clear: number
  readonly missed: number
  /** Missed ones that a track was on for a while, though it followed another: the tracker's fault, not the detector's. */
  readonly passed: number
  /** Those that any track followed. */
  readonly followed: number
}

/** Clearly seen: for so long, at so much of its shape, of so many pixels' height in a picture of 960. */
const clear = { seconds: 1, visibility: 0.5, height: 24 }

export function scoreTracks(followings: readonly Following[], frames: readonly TruthFrame[], fps: number): TrackScore {
  const matched = followings.flatMap(({ track, object }) => (object ? [{ guess: track.guess, object }] : []))
  const others = followings.filter(({ object }) => object === undefined)
  const followed = new Set(matched.map(({ object }) => object.id))
  const passed = new Set(followings.flatMap((following) => following.passed))
  const clearlySeen = clearObjects(frames, clear.seconds * fps)
  const byGroup = <T>(value: (group: Group) => T) =>
    Object.fromEntries(groups.map((group) => [group, value(group)])) as Record<Group, T>
  return {
    tracks: followings.length,
    false: others.filter(({ isFalse }) => isFalse).length,
    unclear: others.filter(({ isFalse }) => !isFalse).length,
    confusion: byGroup((group) =>
      countByGuess(matched.filter(({ object }) => object.group === group).map(({ guess }) => guess)),
    ),
    objects: byGroup((group) => {
      const ids = clearlySeen.filter((object) => object.group === group).map(({ id }) => id)
      const missed = ids.filter((id) => !followed.has(id))
      return {
        clear: ids.length,
        missed: missed.length,
        passed: missed.filter((id) => passed.has(id)).length,
        followed: new Set(matched.flatMap(({ object }) => (object.group === group ? [object.id] : []))).size,
      }
    }),
  }
}

function clearObjects(frames: readonly TruthFrame[], leastFrames: number): { id: number; group: Group }[] {
  const seen = frames
    .flatMap(({ objects }) => objects)
    .filter(({ visibility, height }) => visibility >= clear.visibility && height >= clear.height)
  return [...groupBy(seen, ({ id }) => id)].flatMap(([id, [first, ...rest]]) =>
    first !== undefined && rest.length + 1 >= leastFrames ? [{ id, group: first.group }] : [],
  )
}
