import type { Box } from '../detect/detection.ts'
import type { Scene, Track } from '../track/scene.ts'
import type { EndReason } from './finding.ts'
import { isAtRest, type RestSample, restedFrom, restedUntil, sizeOf } from './rest.ts'
import { anchor } from './track-selection.ts'

/** Where something stands still, whichever tracks it had meanwhile. */
export type StillPlace = {
  /** Not used again. */
  readonly number: number
  readonly since: number
  /** When it was last seen there. */
  readonly lastAt: number
  /** As it was last seen there. */
  readonly track: Track
}

export type GonePlace = { readonly place: StillPlace; readonly reason: EndReason }

export type StillPlaces = {
  /**
   * Follows the scene. @param wanted ids of the tracks whose places count
   * @returns who has gone since, with `lastAt` when it last stood still
   */
  follow(scene: Scene, wanted: ReadonlySet<number>): GonePlace[]
  standing(): readonly StillPlace[]
  /** Nothing is known any more: the source was lost. */
  forget(): readonly StillPlace[]
}

/** Keeps what it knows of a place while it is followed. */
type Spot = {
  -readonly [Key in keyof StillPlace]: StillPlace[Key]
} & {
  /** Where it stands, from the beginning on: who creeps away has moved. */
  readonly rest: RestSample
  /** Id of the track that stands there. */
  holder: number
  heldSince: number
  /** Since when its track is seen elsewhere, and when it last stood still. */
  away: { readonly since: number; readonly restedAt: number } | undefined
  /** How long nothing was seen there although nothing stood in front. */
  unseenMs: number
}

/** Who is seen elsewhere for so long has moved; a box that jumps since something passes in front comes back earlier. */
const awayMs = 1_000
/** Of a pause between frames not more counts as looking. */
const longestLookMs = 1_000
/** What covers so much of a place hides it. */
const hidingShare = 0.3
/** How long the way of each track is remembered. */
const memoryMs = 3_000

/**
 * Places where tracks stand still. One whose track ends is kept: a still object is often lost and found again under another id,
 * and whatever stands in front hides it.
 * @param gapMs how long nothing may be seen there while nothing stands in front
 */
export function createStillPlaces(gapMs: number): StillPlaces {
  let spots: Spot[] = []
  let lastNumber = 0
  let lastAt: number | undefined
  const trails = new Map<number, RestSample[]>()

  return {
    follow(scene, wanted) {
      const seen = scene.tracks.filter(({ seenAt }) => seenAt === scene.at)
      for (const { id } of scene.ended) trails.delete(id)
      for (const track of seen) if (wanted.has(track.id) || isHolding(track.id)) extend(track)
      const lookedMs = Math.min(longestLookMs, scene.at - (lastAt ?? scene.at))
      lastAt = scene.at
      const gone = spots.flatMap((spot) => look(spot, seen, wanted, lookedMs))
      spots = spots.filter((spot) => gone.every(({ place }) => place.number !== spot.number))
      for (const track of seen) if (wanted.has(track.id) && !isHolding(track.id)) settle(track)
      return gone
    },
    standing: () => spots,
    forget() {
      const last = spots
      spots = []
      trails.clear()
      lastAt = undefined
      return last
    },
  }

  function isHolding(id: number): boolean {
    return spots.some(({ holder }) => holder === id)
  }

  function extend(track: Track): void {
    const first = track.firstBox === undefined ? [] : [sampleOf(track.firstAt, track.firstBox)]
    const trail = trails.get(track.id) ?? (track.firstAt < track.seenAt ? first : [])
    trail.push(sampleOf(track.seenAt, track.box))
    while ((trail[1]?.at ?? track.seenAt) <= track.seenAt - memoryMs) trail.shift()
    trails.set(track.id, trail)
  }

  function settle(track: Track): void {
    const trail = trails.get(track.id) ?? []
    const since = restedFrom(trail)
    if (since === undefined) return
    lastNumber += 1
    spots.push({
      ...{ number: lastNumber, since, lastAt: track.seenAt, track, rest: sampleOf(track.seenAt, track.box) },
      ...{ holder: track.id, heldSince: since, away: undefined, unseenMs: 0 },
    })
  }

  function look(spot: Spot, seen: readonly Track[], wanted: ReadonlySet<number>, lookedMs: number): GonePlace[] {
    const holder = seen.find(({ id }) => id === spot.holder)
    if (holder !== undefined && isThere(spot, holder)) return hold(spot, holder)
    const other = seen.find((track) => wanted.has(track.id) && !isHolding(track.id) && isThere(spot, track))
    if (holder === undefined && other !== undefined) return takeOver(spot, other)
    if (holder !== undefined) return miss(spot, holder)
    spot.unseenMs += isHidden(spot, seen) ? 0 : lookedMs
    return spot.unseenMs < gapMs ? [] : [{ place: placeOf(spot), reason: 'lost' }]
  }

  function hold(spot: Spot, track: Track): [] {
    spot.lastAt = track.seenAt
    spot.track = track
    spot.away = undefined
    spot.unseenMs = 0
    return []
  }

  function takeOver(spot: Spot, track: Track): [] {
    spot.holder = track.id
    spot.heldSince = track.seenAt
    return hold(spot, track)
  }

  /** Its track is seen, and elsewhere. One that was there for a moment only came by while the object itself was out of sight. */
  function miss(spot: Spot, track: Track): GonePlace[] {
    spot.away ??= { since: track.seenAt, restedAt: restedUntil(trails.get(track.id) ?? []) }
    if (track.seenAt - spot.away.since < awayMs) return []
    const isItself = spot.lastAt - spot.heldSince >= awayMs
    if (isItself) return [{ place: { ...placeOf(spot), lastAt: spot.away.restedAt }, reason: 'left' }]
    spot.holder = nobody
    spot.away = undefined
    return []
  }
}

const nobody = -1

function sampleOf(at: number, box: Box): RestSample {
  return { at, foot: anchor(box), size: sizeOf(box) }
}

function placeOf({ number, since, lastAt, track }: Spot): StillPlace {
  return { number, since, lastAt, track }
}

/** The same place, and about the same size. */
function isThere({ rest }: Spot, { seenAt, box }: Track): boolean {
  const now = sampleOf(seenAt, box)
  return isAtRest(now, rest) && Math.abs(Math.log(now.size / rest.size)) < Math.LN2
}

function isHidden({ track: { id, box } }: Spot, seen: readonly Track[]): boolean {
  return seen.some((other) => other.id !== id && coveredShare(box, other.box) >= hidingShare)
}

function coveredShare([x, y, width, height]: Box, [otherX, otherY, otherWidth, otherHeight]: Box): number {
  const across = Math.min(x + width, otherX + otherWidth) - Math.max(x, otherX)
  const down = Math.min(y + height, otherY + otherHeight) - Math.max(y, otherY)
  return (Math.max(0, across) * Math.max(0, down)) / Math.max(width * height, Number.MIN_VALUE)
}
