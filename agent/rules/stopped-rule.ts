import type { Scene } from '../track/scene.ts'
import type { EndReason, Finding, Rule } from './finding.ts'
import { contains, type Point } from './geometry.ts'
import { checkedPolygon } from './shapes.ts'
import { createStillPlaces, type StillPlace } from './still-places.ts'
import { anchor, selectTracks, type TrackSelection } from './track-selection.ts'

export type StoppedRuleOptions = TrackSelection & {
  readonly type: 'stopped'
  readonly name: string
  /** Polygon in 0–1 of the picture. */
  readonly points: readonly Point[]
  /** How long it must have stood. */
  readonly forMs: number
  /** How long it may be out of sight while nothing stands in front. */
  readonly gapMs: number
}

const type = 'vehicle.stopped'

/**
 * What stands still in a zone for too long. The event begins with the frame in which it has stood for `forMs` and is seen, and
 * ends when it last stood still: `left` when it was seen to go, `lost` when it was not seen for `gapMs`.
 * @throws RuleError
 */
export function stoppedRule(options: StoppedRuleOptions): Rule {
  const { name: rule, forMs, gapMs } = options
  const polygon = checkedPolygon(rule, options.points)
  const places = createStillPlaces(gapMs)
  const reported = new Set<number>()
  let sceneAt = 0

  return {
    evaluate(scene: Scene) {
      sceneAt = scene.at
      const gone = places.follow(scene, selectTracks(scene, options))
      return [...gone.flatMap(({ place, reason }) => end(place, reason)), ...places.standing().flatMap(begin)]
    },
    sourceLost: () => places.forget().flatMap((place) => end(place, 'lost')),
    tell(key, phase) {
      const place = places.standing().find((one) => keyOf(one) === key)
      if (place === undefined || (phase === 'start' && place.lastAt !== sceneAt)) return undefined
      return finding(phase, place)
    },
  }

  function begin(place: StillPlace): Finding[] {
    const isDue = place.lastAt === sceneAt && place.lastAt - place.since >= forMs
    if (!isDue || reported.has(place.number) || !contains(polygon, anchor(place.track.box))) return []
    reported.add(place.number)
    return [finding('start', place)]
  }

  function end(place: StillPlace, reason: EndReason): Finding[] {
    return reported.delete(place.number) ? [{ ...finding('end', place), reason }] : []
  }

  function finding(phase: 'start' | 'end', place: StillPlace): Finding {
    const { lastAt: at, since, track } = place
    return { phase, key: keyOf(place), type, rule, at, track, dwellMs: at - since }
  }

  function keyOf({ number }: StillPlace): string {
    return `${rule}:${type}:${number}`
  }
}
