import type { Scene, Track } from '../track/scene.ts'
import type { EndReason, Finding, Rule } from './finding.ts'
import { apart, contains, type Point } from './geometry.ts'
import { checkedPolygon } from './shapes.ts'
import { createStillPlaces, type StillPlace } from './still-places.ts'
import { anchor, selectTracks, type TrackSelection } from './track-selection.ts'

export type LeftObjectRuleOptions = TrackSelection & {
  readonly type: 'left-object'
  readonly name: string
  /** Polygon in 0–1 of the picture. */
  readonly points: readonly Point[]
  /** How long it must have stood … */
  readonly forMs: number
  /** … and how long nobody must have been near. */
  readonly aloneMs: number
  /** What near is, in heights of the person. */
  readonly nearHeights: number
  /** Longest side of its box, 0–1 of the picture: what is larger was not left by somebody. */
  readonly maxSize: number
  /** How long it may be out of sight while nothing stands in front. */
  readonly gapMs: number
}

const type = 'object.left'
/** What is there so soon after the first picture was there before. */
const furnitureMs = 5_000
const people = 'Human'

/**
 * Something that appears, stands still and has nobody near. The event begins with the frame in which both have lasted and it is
 * seen, and ends when it last stood there; that somebody comes back to it does not end it.
 * @throws RuleError
 */
export function leftObjectRule(options: LeftObjectRuleOptions): Rule {
  const { name: rule, forMs, aloneMs, nearHeights, maxSize, gapMs } = options
  const polygon = checkedPolygon(rule, options.points)
  const places = createStillPlaces(gapMs)
  const reported = new Set<number>()
  /** When somebody was last near a place. */
  const metAt = new Map<number, number>()
  let firstAt: number | undefined
  let sceneAt = 0

  return { evaluate, sourceLost, tell }

  function evaluate(scene: Scene): Finding[] {
    firstAt ??= scene.at
    sceneAt = scene.at
    const gone = places.follow(scene, selectTracks(scene, options))
    const persons = scene.tracks.filter((track) => track.class === people)
    for (const place of places.standing()) {
      if (persons.some((person) => isNear(person, place.track))) metAt.set(place.number, scene.at)
    }
    return [...gone.flatMap(({ place, reason }) => end(place, reason)), ...places.standing().flatMap(begin)]
  }

  function begin(place: StillPlace): Finding[] {
    if (reported.has(place.number) || !isLeft(place)) return []
    reported.add(place.number)
    return [finding('start', place)]
  }

  function isLeft({ number, since, lastAt, track }: StillPlace): boolean {
    const [, , width, height] = track.box
    const aloneSince = Math.max(since, metAt.get(number) ?? since)
    const isSmall = Math.max(width, height) <= maxSize
    const isNew = since - (firstAt ?? since) > furnitureMs
    const isLongEnough = lastAt === sceneAt && lastAt - since >= forMs && lastAt - aloneSince >= aloneMs
    return isSmall && isNew && isLongEnough && contains(polygon, anchor(track.box))
  }

  function isNear(person: Track, object: Track): boolean {
    if (person.id === object.id) return false
    const [, , , height] = person.box
    return apart(anchor(person.box), anchor(object.box)) <= nearHeights * height
  }

  function end(place: StillPlace, reason: EndReason): Finding[] {
    metAt.delete(place.number)
    return reported.delete(place.number) ? [{ ...finding('end', place), reason }] : []
  }

  function sourceLost(): Finding[] {
    firstAt = undefined
    return places.forget().flatMap((place) => end(place, 'lost'))
  }

  function tell(key: string, phase: 'start' | 'end'): Finding | undefined {
    const place = places.standing().find((one) => keyOf(one) === key)
    if (place === undefined || (phase === 'start' && place.lastAt !== sceneAt)) return undefined
    return finding(phase, place)
  }

  function finding(phase: 'start' | 'end', place: StillPlace): Finding {
    const { lastAt: at, since, track } = place
    return { phase, key: keyOf(place), type, rule, at, track, dwellMs: at - since }
  }

  function keyOf({ number }: StillPlace): string {
    return `${rule}:${type}:${number}`
  }
}
