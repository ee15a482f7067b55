import type { Scene } from '../track/scene.ts'
import type { Finding, Rule } from './finding.ts'
import { contains, type Point } from './geometry.ts'
import { checkedPolygon } from './shapes.ts'
import { anchor, selectTracks, type TrackSelection } from './track-selection.ts'

export type OccupancyRuleOptions = TrackSelection & {
  readonly type: 'occupancy'
  readonly name: string
  /** Polygon in 0–1 of the picture. */
  readonly points: readonly Point[]
  /** As many as make a crowd … */
  readonly atLeast: number
  /** … when they are there for so long … */
  readonly forMs: number
  /** … and how long there must be fewer before it is none any more. */
  readonly inertiaMs: number
}

/** From the first frame with enough of them to the last. */
type Crowd = {
  readonly since: number
  readonly lastAt: number
  /** When there were first too few again. */
  readonly fewSince?: number
  readonly peak: number
  /** The count that was reported last, and when. */
  readonly told?: { readonly count: number; readonly at: number }
}

const updateEveryMs = 10_000

/**
 * Whether there are many in a zone at once. Whoever coasts is where it was last seen. The event begins with the frame in which
 * there have been enough for long enough, and ends at the last frame in which there were enough.
 * @throws RuleError
 */
export function occupancyRule(options: OccupancyRuleOptions): Rule {
  const { name: rule, atLeast, forMs, inertiaMs } = options
  const polygon = checkedPolygon(rule, options.points)
  const inside = new Set<number>()
  let crowd: Crowd | undefined
  let count = 0

  return { evaluate, sourceLost, tell }

  function evaluate(scene: Scene): Finding[] {
    count = countIn(scene)
    return count >= atLeast ? gather(scene.at) : disperse(scene.at)
  }

  function countIn(scene: Scene): number {
    for (const track of scene.tracks) {
      if (track.seenAt !== scene.at) continue
      if (contains(polygon, anchor(track.box))) inside.add(track.id)
      else inside.delete(track.id)
    }
    for (const { id } of scene.ended) inside.delete(id)
    return [...selectTracks(scene, options)].filter((id) => inside.has(id)).length
  }

  function gather(at: number): Finding[] {
    const { since = at, peak = 0, told } = crowd ?? {}
    const isDue = told === undefined ? at - since >= forMs : count > told.count && at - told.at >= updateEveryMs
    const nowTold = isDue ? { count, at } : told
    crowd = { since, lastAt: at, peak: Math.max(peak, count), ...(nowTold && { told: nowTold }) }
    return isDue ? [finding(told === undefined ? 'start' : 'update', at, count)] : []
  }

  function disperse(at: number): Finding[] {
    if (crowd === undefined) return []
    const { fewSince = at } = crowd
    crowd = { ...crowd, fewSince }
    return at - fewSince >= inertiaMs ? end(crowd) : []
  }

  function end({ told, lastAt, peak }: Crowd): Finding[] {
    crowd = undefined
    return told === undefined ? [] : [{ ...finding('end', lastAt, peak), reason: 'cleared' }]
  }

  function sourceLost(): Finding[] {
    inside.clear()
    return crowd === undefined ? [] : end(crowd)
  }

  function tell(_: string, phase: 'start' | 'end'): Finding | undefined {
    if (crowd === undefined) return undefined
    if (phase === 'end') return finding('end', crowd.lastAt, crowd.peak)
    return crowd.fewSince === undefined ? finding('start', crowd.lastAt, count) : undefined
  }

  function finding(phase: Finding['phase'], at: number, howMany: number): Finding {
    const type = 'zone.crowded'
    return { phase, key: `${rule}:${type}`, type, rule, at, count: howMany }
  }
}
