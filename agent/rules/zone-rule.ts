import type { Scene, Track } from '../track/scene.ts'
import type { EndReason, Finding, Rule } from './finding.ts'
import { area, contains, crossesItself, type Point, withoutRepeats } from './geometry.ts'
import { RuleError } from './rule-error.ts'
import { anchor, selectTracks, type TrackSelection } from './track-selection.ts'

export type ZoneRuleOptions = TrackSelection & {
  readonly type: 'zone'
  readonly name: string
  /** Polygon in 0–1 of the picture. */
  readonly points: readonly Point[]
  readonly report: readonly ('entered' | 'exited' | 'dwell')[]
  readonly dwellMs: number
  /** How long an object must be out before it counts as gone. */
  readonly inertiaMs: number
}

/** From entry to exit of one track. */
type Visit = {
  readonly since: number
  /** The track as it was last seen inside. */
  readonly last: Track
  /** When it was first seen outside again. */
  readonly outSince?: number
  readonly isDwelling: boolean
}

/**
 * Who is in a zone. A visit begins when a track is seen inside, also when it appears there, and ends at the moment it was last
 * seen inside: `left` once it has been outside for `inertiaMs`, `lost` when the track ends inside. While a track coasts, what
 * was seen last holds; a place that is only predicted is never entered or left.
 * @throws RuleError
 */
export function zoneRule(options: ZoneRuleOptions): Rule {
  const polygon = checkedPolygon(options)
  const visits = new Map<number, Visit>()

  return { evaluate }

  function evaluate(scene: Scene): Finding[] {
    const wanted = selectTracks(scene, options)
    const present = scene.tracks.filter(({ id }) => wanted.has(id) || visits.has(id))
    return [...present.flatMap((track) => follow(track, scene.at)), ...scene.ended.flatMap(end)]
  }

  function follow(track: Track, at: number): Finding[] {
    const visit = visits.get(track.id)
    const isSeen = track.seenAt === at
    if (isSeen && contains(polygon, anchor(track.box))) return visit === undefined ? enter(track) : stay(visit, track)
    if (visit === undefined) return []
    const outSince = visit.outSince ?? (isSeen ? at : undefined)
    if (outSince === undefined) return []
    if (at - outSince >= options.inertiaMs) return leave(visit, track, 'left')
    visits.set(track.id, { ...visit, outSince })
    return []
  }

  function enter(track: Track): Finding[] {
    const visit = { since: track.seenAt, last: track, isDwelling: false }
    visits.set(track.id, visit)
    const started = reports('entered') ? [finding('start', 'entered', visit)] : []
    return [...started, ...stay(visit, track)]
  }

  function stay({ since, isDwelling }: Visit, track: Track): Finding[] {
    const dwells = isDwelling || (reports('dwell') && track.seenAt - since >= options.dwellMs)
    const visit = { since, last: track, isDwelling: dwells }
    visits.set(track.id, visit)
    return dwells && !isDwelling ? [{ ...finding('start', 'dwell', visit), dwellMs: track.seenAt - since }] : []
  }

  function end(track: Track): Finding[] {
    const visit = visits.get(track.id)
    return visit === undefined ? [] : leave(visit, track, visit.outSince === undefined ? 'lost' : 'left')
  }

  /**
   * Nobody saw a lost track go, so that it has no exit. An exit is known only when it has lasted: `at` is when the track was
   * last inside, but `track` is as it is now, since a picture of the exit is taken now.
   */
  function leave(visit: Visit, now: Track, reason: EndReason): Finding[] {
    visits.delete(visit.last.id)
    const dwellMs = visit.last.seenAt - visit.since
    const findings: Finding[] = []
    if (reports('entered')) findings.push({ ...finding('end', 'entered', visit), dwellMs, reason })
    if (visit.isDwelling) findings.push({ ...finding('end', 'dwell', visit), dwellMs, reason })
    if (reports('exited') && reason === 'left')
      findings.push({ ...finding('pulse', 'exited', visit), track: now, dwellMs })
    return findings
  }

  function reports(what: ZoneRuleOptions['report'][number]): boolean {
    return options.report.includes(what)
  }

  function finding(phase: Finding['phase'], what: ZoneRuleOptions['report'][number], { last }: Visit): Finding {
    const type = `zone.${what}`
    return { phase, key: `${options.name}:${type}:${last.id}`, type, rule: options.name, at: last.seenAt, track: last }
  }
}

function checkedPolygon({ name, points }: ZoneRuleOptions): Point[] {
  const first = points[0]
  // People close a polygon by drawing its first point again.
  const polygon = first === undefined ? [] : withoutRepeats([...points, first]).slice(0, -1)
  const corners = new Set(polygon.map(String)).size
  if (corners < 3) throw new RuleError(name, `a zone needs 3 different points, this one has ${corners}; draw more`)
  if (crossesItself(polygon)) {
    throw new RuleError(name, 'the border of the zone crosses or touches itself; draw the points in order around it')
  }
  if (area(polygon) < smallestArea) {
    throw new RuleError(name, 'the points of the zone lie on one line, so that nothing can be in it; draw them apart')
  }
  return polygon
}

/** Less than a pixel of a 4K picture. */
const smallestArea = 1e-7
