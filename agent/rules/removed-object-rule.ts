import type { Finding, Rule } from './finding.ts'
import { contains, type Point } from './geometry.ts'
import { checkedPolygon } from './shapes.ts'
import { createStillPlaces, type GonePlace } from './still-places.ts'
import { anchor, selectTracks, type TrackSelection } from './track-selection.ts'

export type RemovedObjectRuleOptions = TrackSelection & {
  readonly type: 'removed-object'
  readonly name: string
  /** Polygon in 0–1 of the picture. */
  readonly points: readonly Point[]
  /** How long it must have stood there before. */
  readonly presentMs: number
  /** How long its place must be seen without it. */
  readonly gapMs: number
}

const type = 'object.removed'

/**
 * Something that stood for long is gone: it was seen to go, or its place was seen empty for `gapMs`. An instant, of the time when
 * it was last there.
 * @throws RuleError
 */
export function removedObjectRule(options: RemovedObjectRuleOptions): Rule {
  const { name: rule, presentMs, gapMs } = options
  const polygon = checkedPolygon(rule, options.points)
  const places = createStillPlaces(gapMs)

  return {
    evaluate: (scene) => places.follow(scene, selectTracks(scene, options)).flatMap(report),
    sourceLost() {
      // Nobody saw it go.
      places.forget()
      return []
    },
  }

  function report({ place: { number, since, lastAt: at, track } }: GonePlace): Finding[] {
    const dwellMs = at - since
    if (dwellMs < presentMs || !contains(polygon, anchor(track.box))) return []
    return [{ phase: 'pulse', key: `${rule}:${type}:${number}`, type, rule, at, track, dwellMs }]
  }
}
