import type { Scene, Track } from '../track/scene.ts'
import type { EndReason, Finding, Rule } from './finding.ts'
import { apart, contains, type Point, type Segment, usualAspect } from './geometry.ts'
import { sizeOf } from './rest.ts'
import { RuleError } from './rule-error.ts'
import { checkedPolygon } from './shapes.ts'
import { anchor, selectTracks, type TrackSelection } from './track-selection.ts'

export type WrongWayRuleOptions = TrackSelection & {
  readonly type: 'wrong-way'
  readonly name: string
  /** Polygon in 0–1 of the picture. */
  readonly points: readonly Point[]
  /** The right way leads from the first of two points to the second. */
  readonly allowed: readonly Point[]
  /** How far its way may be from straight against, degrees as a picture of 16:9 shows them. */
  readonly toleranceDegrees: number
  /** How far it must have gone, in sizes of its own box … */
  readonly minSizes: number
  /** … and for how long. */
  readonly minMs: number
  /** How long it must be out of the zone before it counts as gone. */
  readonly inertiaMs: number
}

/** A track in the zone. */
type Drive = {
  /** Where it was furthest along the right way: from there it has gone back, if it has. */
  turn: { readonly at: number; readonly foot: Point }
  /** As it was last seen inside. */
  last: Track
  outSince?: number
  isWrong: boolean
}

const type = 'direction.wrong'

/**
 * Who goes against the right way of a zone: one event for each track and stay, from the frame in which it has gone far and long
 * enough against it until it was last inside. Jolts and turns count from where it was furthest along the right way.
 * @throws RuleError
 */
export function wrongWayRule(options: WrongWayRuleOptions): Rule {
  const { name: rule, toleranceDegrees, minSizes, minMs, inertiaMs } = options
  const polygon = checkedPolygon(rule, options.points)
  const rightWay = checkedWay(options)
  const drives = new Map<number, Drive>()
  let sceneAt = 0

  return { evaluate, tell }

  function evaluate(scene: Scene): Finding[] {
    sceneAt = scene.at
    const wanted = selectTracks(scene, options)
    const seen = scene.tracks.filter(({ id, seenAt }) => seenAt === scene.at && (wanted.has(id) || drives.has(id)))
    return [
      ...seen.flatMap(follow),
      ...scene.ended.flatMap(({ id }) => leave(id, drives.get(id)?.outSince === undefined ? 'lost' : 'left')),
    ]
  }

  function follow(track: Track): Finding[] {
    const foot = track.foot ?? anchor(track.box)
    const drive = drives.get(track.id)
    // The zone ends with the picture, a foot may be beyond it.
    if (contains(polygon, anchor(track.box))) return drive === undefined ? enter(track, foot) : go(drive, track, foot)
    if (drive === undefined) return []
    drive.outSince ??= track.seenAt
    return track.seenAt - drive.outSince >= inertiaMs ? leave(track.id, 'left') : []
  }

  function enter(track: Track, foot: Point): [] {
    drives.set(track.id, { turn: { at: track.seenAt, foot }, last: track, isWrong: false })
    return []
  }

  function go(drive: Drive, track: Track, foot: Point): Finding[] {
    drive.last = track
    delete drive.outSince
    const { at, foot: from } = drive.turn
    if (along([from, foot]) > 0) drive.turn = { at: track.seenAt, foot }
    const isFar = apart(from, foot) >= minSizes * sizeOf(track.box)
    if (drive.isWrong || !isFar || track.seenAt - at < minMs || degreesOff([from, foot]) > toleranceDegrees) return []
    drive.isWrong = true
    return [finding('start', track)]
  }

  function leave(id: number, reason: EndReason): Finding[] {
    const drive = drives.get(id)
    drives.delete(id)
    return drive?.isWrong === true ? [{ ...finding('end', drive.last), reason }] : []
  }

  function tell(key: string, phase: 'start' | 'end'): Finding | undefined {
    const drive = drives.get(Number(key.split(':').at(-1)))
    if (drive === undefined || (phase === 'start' && drive.last.seenAt !== sceneAt)) return undefined
    return finding(phase, drive.last)
  }

  function along([[fromX, fromY], [toX, toY]]: Segment): number {
    return (toX - fromX) * usualAspect * rightWay[0] + (toY - fromY) * rightWay[1]
  }

  /** Degrees from straight against. */
  function degreesOff(step: Segment): number {
    const cosine = -along(step) / Math.max(apart(...step), Number.MIN_VALUE)
    return (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI
  }

  function finding(phase: 'start' | 'end', track: Track): Finding {
    return { phase, key: `${rule}:${type}:${track.id}`, type, rule, at: track.seenAt, track }
  }
}

/** Of length 1, in a picture of 16:9. */
function checkedWay({ name, allowed }: WrongWayRuleOptions): Point {
  const [from, to] = allowed
  if (allowed.length !== 2 || from === undefined || to === undefined || apart(from, to) < shortestWay) {
    throw new RuleError(name, 'allowed has no direction; draw it from one point to another, at least 0.01 apart')
  }
  const length = apart(from, to)
  return [((to[0] - from[0]) * usualAspect) / length, (to[1] - from[1]) / length]
}

const shortestWay = 0.01
