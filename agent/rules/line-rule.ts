import type { Scene, Track } from '../track/scene.ts'
import type { Finding, Rule } from './finding.ts'
import { crossing, distance, type Point, type Segment, segments, withoutRepeats } from './geometry.ts'
import { RuleError } from './rule-error.ts'
import { anchor, selectTracks, type TrackSelection } from './track-selection.ts'

export type LineRuleOptions = TrackSelection & {
  readonly type: 'line'
  readonly name: string
  /** Polyline in 0–1 of the picture. */
  readonly points: readonly Point[]
  /** `in`: from the left to the right of somebody who walks along the line. */
  readonly direction: 'both' | 'in' | 'out'
}

/** A track and the line. */
type Approach = {
  readonly at: Point
  /** Whether it got away from the line since its last crossing; until then its box may only tremble over it. */
  readonly isClear: boolean
  /** Crossings since then that were not reported: above 0 `in`, below 0 `out`. */
  readonly balance: number
}

/**
 * Who crosses a line. A crossing is reported with the frame that shows the track beyond it. One that comes back at once is
 * reported when it is clear of the line again, so that in and out always add up, and somebody who stands on it counts once.
 * @throws RuleError
 */
export function lineRule(options: LineRuleOptions): Rule {
  const line = checkedLine(options)
  const approaches = new Map<number, Approach>()
  let isFirstScene = true

  return { evaluate }

  function evaluate(scene: Scene): Finding[] {
    const wanted = selectTracks(scene, options)
    const seen = scene.tracks.filter((track) => track.seenAt === scene.at)
    const findings = seen.flatMap((track) => {
      const direction = step(track)
      const isReported = wanted.has(track.id) && (options.direction === 'both' || options.direction === direction)
      return direction !== undefined && isReported ? [finding(track, direction)] : []
    })
    for (const { id } of scene.ended) approaches.delete(id)
    isFirstScene = false
    return findings
  }

  function step(track: Track): 'in' | 'out' | undefined {
    const before = approaches.get(track.id) ?? firstApproach(track)
    const at = track.foot ?? anchor(track.box)
    const isClear = clears(at, track)
    const crossed = line.reduce((sum, piece) => sum + crossing(piece, [before.at, at]), 0)
    const balance = before.balance + crossed
    const isReported = balance !== 0 && (before.isClear || isClear)
    approaches.set(track.id, {
      at,
      isClear: isClear || (before.isClear && !isReported),
      balance: isReported ? 0 : balance,
    })
    if (!isReported) return undefined
    return balance > 0 ? 'in' : 'out'
  }

  /** From where it was first seen; a rule that has only just begun does not know how long ago that was. */
  function firstApproach(track: Track): Approach {
    const at = anchor(isFirstScene ? track.box : (track.firstBox ?? track.box))
    return { at, isClear: clears(at, track), balance: 0 }
  }

  function clears(point: Point, { box }: Track): boolean {
    const clearance = Math.max(leastClearance, clearancePerHeight * box[3])
    return line.every((piece) => distance(point, piece) >= clearance)
  }

  function finding(track: Track, direction: 'in' | 'out'): Finding {
    const key = `${options.name}:line.crossed:${track.id}`
    return { phase: 'pulse', key, type: 'line.crossed', rule: options.name, at: track.seenAt, track, direction }
  }
}

/** The lower edge of a standing object's box trembles by some percent of its height, and by a pixel or two. */
const clearancePerHeight = 0.1
const leastClearance = 0.01

function checkedLine({ name, points }: LineRuleOptions): Segment[] {
  const line = segments(withoutRepeats(points))
  if (line.length === 0) {
    throw new RuleError(name, 'the line has no length; draw it between at least 2 different points')
  }
  return line
}
