import type { Box, Detection } from '../detect/detection.ts'
import { associate, type Expected, withoutDoubles } from './association.ts'
import { addVote, type ClassVote, decideClass, fadeVote, isSure, paceVote, unsure } from './class-vote.ts'
import { seenGrowth, wholeBox } from './edge.ts'
import { boxOf, correct, predict, startMotion } from './motion.ts'
import type { Scene, Track, Tracker } from './scene.ts'
import { type Exactness, type TrackerOptions, trackerDefaults } from './tracker-options.ts'

/** An object that is followed, believed or not. */
type Followed = Expected & {
  readonly exactness: Exactness
  /** Given when it is believed. */
  readonly id?: number
  readonly vote: ClassVote
  readonly score: number
  readonly bestScore: number
  readonly maxHeight: number
  readonly firstAt: number
  readonly firstBox: Box
  readonly seenBox: Box
  readonly seenAt: number
}

/**
 * Follows objects from frame to frame as ByteTrack does (Zhang et al. 2022), but by time instead of frames, so that 2 to 30
 * frames per second, uneven ones and gaps give the same tracks. The same detections and times give the same scenes.
 */
export function createTracker(options: Partial<TrackerOptions> = {}): Tracker {
  const settings: TrackerOptions = { ...trackerDefaults, ...options }
  let followed: readonly Followed[] = []
  /** Before any frame; epoch milliseconds are never negative. */
  let lastAt = -1
  let lastId = 0

  return { update, endAll }

  function update(detections: readonly Detection[], at: number): Scene {
    if (at <= lastAt) throw new RangeError(`track: frame at ${at} is not later than the one before, at ${lastAt}`)
    const sinceMs = at - lastAt
    lastAt = at
    if (sinceMs > settings.pauseMs) return resume(detections)
    const expected = followed.map((object) => ({
      ...object,
      motion: predict(object.motion, sinceMs, object.exactness.noise),
    }))
    const distinct = withoutDoubles(detections, settings.sameOverlap)
    const matches = associate(expected, distinct, settings)
    const taken = new Set(matches.values())
    const next = expected.map((object) => see(object, matches.get(object)))
    followed = [...next.filter(isKept), ...distinct.filter((detection) => !taken.has(detection)).flatMap(follow)]
    return scene(next.filter((object) => !isKept(object)))
  }

  /** After a pause nobody can say who is who: everything is new. */
  function resume(detections: readonly Detection[]): Scene {
    const ended = followed
    followed = withoutDoubles(detections, settings.sameOverlap).flatMap(follow)
    return scene(ended)
  }

  function endAll(): Scene {
    const ended = followed
    followed = []
    const last = scene(ended)
    // Nothing is followed any more: the next frame may have any time, as after the clock was set.
    lastAt = -1
    return last
  }

  function see(object: Followed, detection: Detection | undefined): Followed {
    if (detection === undefined) return object
    const { noise, edge } = object.exactness
    const corrected = correct(object.motion, wholeBox(detection.box, boxOf(object.motion), edge), noise)
    const motion = seenGrowth(corrected, detection.box, edge)
    const isSteady = (at: number) => at - object.firstAt >= settings.steadyMs
    const speed = isSteady(lastAt) ? ([motion.cx.speed, motion.cy.speed] as const) : undefined
    const faded = detection.chances === undefined ? object.vote : fadeVote(object.vote, lastAt - object.seenAt)
    const before = speed !== undefined && !isSteady(object.seenAt) ? paceVote(faded, detection, speed) : faded
    const vote = addVote(before, detection, speed)
    const { score } = detection
    const most = {
      bestScore: Math.max(score, object.bestScore),
      maxHeight: Math.max(detection.box[3], object.maxHeight),
    }
    const knows = detection.chances === undefined || isSure(vote)
    const kind = knows ? decideClass(vote) : object.kind
    const seen = { ...object, kind, vote, motion, score, ...most, seenBox: detection.box, seenAt: lastAt }
    const believed = lastAt - object.firstAt >= (knows ? settings.confirmMs : settings.unsureMs)
    return object.id === undefined && believed ? { ...seen, id: ++lastId } : seen
  }

  /** What was not seen in this frame and is expected outside the picture has left it. */
  function isKept(object: Followed): boolean {
    if (object.seenAt < lastAt && isOutside(boxOf(object.motion))) return false
    return lastAt - object.seenAt <= (object.id === undefined ? settings.doubtMs : settings.coastMs)
  }

  function follow(detection: Detection): Followed[] {
    const { box, score } = detection
    if (score < settings.startScore) return []
    const vote = addVote(new Map(), detection)
    const exactness = detection.chances === undefined ? settings.exact : settings.rough
    const motion = startMotion(box, exactness.noise)
    const most = { bestScore: score, maxHeight: box[3] }
    const kind = detection.chances === undefined ? decideClass(vote) : unsure
    const seen = { firstAt: lastAt, firstBox: box, seenBox: box, seenAt: lastAt }
    return [{ kind, exactness, vote, motion, score, ...most, ...seen }]
  }

  function scene(ended: readonly Followed[]): Scene {
    return { at: lastAt, tracks: followed.flatMap(toTrack), ended: ended.flatMap(toTrack) }
  }
}

/** Nothing for an object that is not believed yet. */
function toTrack(object: Followed): Track[] {
  const { id, kind, score, bestScore, maxHeight, firstAt, firstBox, seenBox, seenAt } = object
  if (id === undefined) return []
  const whole = boxOf(object.motion)
  const place = { box: insidePicture(whole), ...footBeyond(whole), seenBox }
  return [{ id, ...kind, score, bestScore, maxHeight, ...place, firstAt, firstBox, seenAt }]
}

function isOutside([x, y, width, height]: Box): boolean {
  return x >= 1 || y >= 1 || x + width <= 0 || y + height <= 0
}

function footBeyond([x, y, width, height]: Box): Pick<Track, 'foot'> {
  const isInside = x >= 0 && x + width <= 1 && y + height <= 1
  return isInside ? {} : { foot: [x + width / 2, y + height] }
}

function insidePicture([x, y, width, height]: Box): Box {
  const left = toUnit(x)
  const top = toUnit(y)
  return [left, top, toUnit(x + width) - left, toUnit(y + height) - top]
}

function toUnit(value: number): number {
  return Math.min(1, Math.max(0, value))
}
