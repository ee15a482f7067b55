import type { Scene, Track } from '../track/scene.ts'
import type { EndReason, Finding, Rule } from './finding.ts'
import { contains, type Point } from './geometry.ts'
import { checkedPolygon } from './shapes.ts'
import { anchor, selectTracks, type TrackSelection } from './track-selection.ts'

type ZoneOptions = TrackSelection & {
  readonly name: string
  /** Polygon in 0–1 of the picture. */
  readonly points: readonly Point[]
  /** How long an object must be out before it counts as gone. */
  readonly inertiaMs: number
}

export type ZoneRuleOptions = ZoneOptions & {
  readonly type: 'zone'
  readonly report: readonly ('entered' | 'exited' | 'dwell')[]
  readonly dwellMs: number
}

export type IntrusionRuleOptions = ZoneOptions & { readonly type: 'intrusion' }

/** What of a visit is reported: `entered`, `intruded` and `dwell` last, `exited` is an instant. */
type Part = 'entered' | 'intruded' | 'exited' | 'dwell'
type Wanted = { readonly report: readonly Part[]; readonly dwellMs: number }

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
 * Who is in a zone in which nobody should be.
 * @throws RuleError
 */
export function intrusionRule(options: IntrusionRuleOptions): Rule {
  return visitRule(options, { report: ['intruded'], dwellMs: 0 })
}

/**
 * Who is in a zone.
 * @throws RuleError
 */
export function zoneRule(options: ZoneRuleOptions): Rule {
  return visitRule(options, options)
}

/**
 * A visit begins when a track is seen inside, also when it appears there, and ends at the moment it was last
 * seen inside: `left` once it has been outside for `inertiaMs`, `lost` when the track ends inside. While a track coasts, what
 * was seen last holds; a place that is only predicted is never entered or left.
 */
function visitRule(options: ZoneOptions, { report, dwellMs: leastDwellMs }: Wanted): Rule {
  const polygon = checkedPolygon(options.name, options.points)
  const visits = new Map<number, Visit>()
  let sceneAt = 0

  return { evaluate, tell }

  function evaluate(scene: Scene): Finding[] {
    sceneAt = scene.at
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
    const started = stays.filter(reports).map((part) => finding('start', part, visit))
    return [...started, ...stay(visit, track)]
  }

  function stay({ since, isDwelling }: Visit, track: Track): Finding[] {
    const dwells = isDwelling || (reports('dwell') && track.seenAt - since >= leastDwellMs)
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
    for (const part of stays.filter(reports)) findings.push({ ...finding('end', part, visit), dwellMs, reason })
    if (visit.isDwelling) findings.push({ ...finding('end', 'dwell', visit), dwellMs, reason })
    if (reports('exited') && reason === 'left')
      findings.push({ ...finding('pulse', 'exited', visit), track: now, dwellMs })
    return findings
  }

  function tell(key: string, phase: 'start' | 'end'): Finding | undefined {
    const [type = '', id] = key.split(':').slice(-2)
    const visit = visits.get(Number(id))
    if (visit === undefined) return undefined
    const part = type.slice('zone.'.length) as Part
    const told = finding(phase, part, visit)
    const dwellMs = visit.last.seenAt - visit.since
    if (phase === 'end') return { ...told, dwellMs }
    const isInside = visit.outSince === undefined && visit.last.seenAt === sceneAt
    if (!isInside) return undefined
    return part === 'dwell' ? { ...told, dwellMs } : told
  }

  function reports(part: Part): boolean {
    return report.includes(part)
  }

  function finding(phase: Finding['phase'], part: Part, { last }: Visit): Finding {
    const { name: rule } = options
    const type = `zone.${part}`
    return { phase, key: `${rule}:${type}:${last.id}`, type, rule, at: last.seenAt, track: last }
  }
}

/** What begins with a visit and ends with it. */
const stays = ['entered', 'intruded'] as const
