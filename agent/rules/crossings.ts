import type { Scene, Track } from '../track/scene.ts'
import { angle, crossing, distance, type Point, type Segment } from './geometry.ts'
import { checkedLine } from './shapes.ts'
import { anchor, selectTracks, type TrackSelection } from './track-selection.ts'

export type CrossingOptions = TrackSelection & {
  readonly name: string
  /** Polyline in 0–1 of the picture. */
  readonly points: readonly Point[]
  /** Degrees between the line and the path of whoever crosses it, 0–90: below, it only slides along the line. */
  readonly minAngle?: number
}

/** `in`: from the left to the right of somebody who walks along the line. */
export type Crossing = { readonly track: Track; readonly direction: 'in' | 'out' }

/** A track and the line. */
type Approach = {
  readonly at: Point
  /** Whether it got away from the line since its last crossing; until then its box may only tremble over it. */
  readonly isClear: boolean
  /** Crossings since then that were not reported: above 0 `in`, below 0 `out`. */
  readonly balance: number
  /** Where its path over the line begins: where it was last clear of it, or was first seen. */
  readonly from: Point
  /** The piece of the line that it went over last. */
  readonly over?: Segment
}

/**
 * Who crosses a line, scene by scene. A crossing is told with the frame that shows the track beyond it, or when the track has
 * left the picture: what lies between where it was last seen and where it went out was crossed too. One that comes back at
 * once is told when it is clear of the line again, so that in and out always add up, and somebody who stands on it counts
 * once. With a least angle, one that is too flat is judged again until the track is clear of the line, and then dropped.
 * @throws RuleError
 */
export function createCrossings(options: CrossingOptions): (scene: Scene) => Crossing[] {
  const { name, points, minAngle = 0 } = options
  const line = checkedLine(name, points)
  const approaches = new Map<number, Approach>()
  let isFirstScene = true

  return (scene) => {
    const seen = scene.tracks.filter((track) => track.seenAt === scene.at)
    const tracks = [...seen, ...scene.ended.flatMap(leaving)]
    const wanted = selectTracks({ ...scene, tracks }, options)
    const crossings = tracks.flatMap((track) => {
      const direction = step(track)
      return direction !== undefined && wanted.has(track.id) ? [{ track, direction }] : []
    })
    for (const { id } of scene.ended) approaches.delete(id)
    isFirstScene = false
    return crossings
  }

  function step(track: Track): Crossing['direction'] | undefined {
    const before = approaches.get(track.id) ?? firstApproach(track)
    const at = track.foot ?? anchor(track.box)
    const isClear = clears(at, track)
    const { balance, over } = wentOver(before, at)
    const isDue = balance !== 0 && (before.isClear || isClear)
    const isTold = isDue && isSteep([before.from, at], over)
    const isSettled = isTold || isClear
    approaches.set(track.id, {
      at,
      isClear: isClear || (before.isClear && !isTold),
      balance: isSettled ? 0 : balance,
      from: isSettled ? at : before.from,
      ...(over && { over }),
    })
    if (!isTold) return undefined
    return balance > 0 ? 'in' : 'out'
  }

  /** A rule that has only just begun does not know how long ago a track was first seen. */
  function firstApproach(track: Track): Approach {
    const at = isFirstScene ? anchor(track.box) : comingFrom(track)
    return { at, isClear: clears(at, track), balance: 0, from: at }
  }

  function wentOver(before: Approach, at: Point): { balance: number; over: Segment | undefined } {
    let { balance, over }: { balance: number; over?: Segment | undefined } = before
    for (const piece of line) {
      const crossed = crossing(piece, [before.at, at])
      if (crossed === 0) continue
      balance += crossed
      over = piece
    }
    return { balance, over }
  }

  function isSteep(path: Segment, over: Segment | undefined): boolean {
    return minAngle === 0 || over === undefined || angle(path, over) >= minAngle
  }

  function clears(point: Point, { box }: Track): boolean {
    const clearance = Math.max(leastClearance, clearancePerHeight * box[3])
    return line.every((piece) => distance(point, piece) >= clearance)
  }
}

/**
 * Where a track was a moment before it was first seen, had it gone as it did since: what appears in the picture was hidden by
 * others until then, or taken for a part of them.
 */
function comingFrom({ box, foot = anchor(box), firstBox = box, firstAt, seenAt }: Track): Point {
  const first = anchor(firstBox)
  if (seenAt <= firstAt) return first
  const share = beforeMs / (seenAt - firstAt)
  return [first[0] - share * (foot[0] - first[0]), first[1] - share * (foot[1] - first[1])]
}

/** A frame at 5 a second; a track that is lost for longer coasts. */
const beforeMs = 200

/** A track that has ended beyond the edge that already cut it off when it was last seen, which was there. */
function leaving(track: Track): Track[] {
  const { foot, seenBox } = track
  if (foot === undefined || seenBox === undefined) return []
  const [x, y, width, height] = seenBox
  const isGone =
    (foot[0] < 0 && x <= atEdge) ||
    (foot[0] > 1 && x + width >= 1 - atEdge) ||
    (foot[1] > 1 && y + height >= 1 - atEdge)
  return isGone ? [{ ...track, box: seenBox }] : []
}

/** As near to the edge of the picture as what it cuts off may seem to be. */
const atEdge = 0.02

/** The lower edge of a standing object's box trembles by some percent of its height, and by a pixel or two. */
const clearancePerHeight = 0.1
const leastClearance = 0.01
