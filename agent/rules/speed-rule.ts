import type { Box } from '../detect/detection.ts'
import type { Scene, Track } from '../track/scene.ts'
import type { Finding, Rule } from './finding.ts'
import { contains } from './geometry.ts'
import { type CalibrationOptions, calibrate } from './ground-calibration.ts'
import { measureSpeed, type Sighting } from './speed-measurement.ts'
import { anchor, selectTracks, type TrackSelection } from './track-selection.ts'

export type SpeedRuleOptions = TrackSelection &
  CalibrationOptions & {
    readonly type: 'speed'
    /** Report only who was certainly faster. */
    readonly limitKmh?: number
  }

/** The way of one track through the zone. */
type Passage = {
  readonly sightings: Sighting[]
  /** The track as it was last seen inside. */
  last: Track
  outSince?: number
}

/** A foot that is outside for this long is gone; a flicker of the border is not. */
const outMs = 300
/** A track is reported so long after its first sight at most. */
const newMs = 1_000
/** Who takes longer does not drive through, and would fill the memory. */
const longestMs = 60_000

/**
 * How fast objects pass through a calibrated piece of ground: one instant for each passage, of the time when it was last inside.
 * With a limit only those whose speed is above it even when the whole of the uncertainty speaks for them.
 * @throws RuleError
 */
export function speedRule(options: SpeedRuleOptions): Rule {
  const calibration = calibrate(options)
  const passages = new Map<number, Passage>()

  return { evaluate }

  function evaluate(scene: Scene): Finding[] {
    const wanted = selectTracks(scene, options)
    const present = scene.tracks.filter(({ id, seenAt }) => seenAt === scene.at && (wanted.has(id) || passages.has(id)))
    return [...present.flatMap(follow), ...scene.ended.flatMap(finish)]
  }

  function follow(track: Track): Finding[] {
    const passage = passages.get(track.id)
    if (contains(calibration.quad, anchor(seenBoxOf(track)))) {
      enter(track, passage ?? begin(track))
      return []
    }
    if (passage === undefined) return []
    passage.outSince ??= track.seenAt
    return track.seenAt - passage.outSince >= outMs ? finish(track) : []
  }

  /** With where it was first seen, before it was reported: a fast one is half through by then. */
  function begin(track: Track): Passage {
    const passage: Passage = { sightings: [], last: track }
    const isNew = track.seenAt - track.firstAt <= newMs
    if (track.firstBox !== undefined && isNew) note(passage, track.firstAt, track.firstBox)
    return passage
  }

  function enter(track: Track, passage: Passage): void {
    passages.set(track.id, passage)
    passage.last = track
    delete passage.outSince
    const first = passage.sightings[0]
    if (first !== undefined && track.seenAt - first.at > longestMs) return
    note(passage, track.seenAt, seenBoxOf(track))
  }

  function note({ sightings }: Passage, at: number, box: Box): void {
    if (isWhole(box) && contains(calibration.quad, anchor(box))) sightings.push({ at, box })
  }

  /** `at` is when the track was last inside, but `track` is as it is now, since a picture of it is taken now. */
  function finish(track: Track): Finding[] {
    const passage = passages.get(track.id)
    passages.delete(track.id)
    if (passage === undefined) return []
    const { sightings, last } = passage
    const isPassage = last.seenAt - (sightings[0]?.at ?? 0) <= longestMs
    const speed = isPassage ? measureSpeed(sightings, calibration) : undefined
    if (speed === undefined) return []
    const { limitKmh, name } = options
    if (limitKmh !== undefined && speed.kmh - speed.errorKmh <= limitKmh) return []
    const type = limitKmh === undefined ? 'speed.measured' : 'speed.exceeded'
    return [{ phase: 'pulse', key: `${name}:${type}:${track.id}`, type, rule: name, at: last.seenAt, track, speed }]
  }
}

/** Else the edge of the picture cuts off the foot, or a part of the lower edge, so that its middle is elsewhere. */
function isWhole([x, y, width, height]: Box): boolean {
  if (width > widest) return false
  const [aside, below] = [edge + edgeShare * width, edge + edgeShare * height]
  return x > aside && x + width < 1 - aside && y + height < 1 - below
}

function seenBoxOf({ seenBox, box }: Track): Box {
  return seenBox ?? box
}

/** What fills so much of the picture is seen from another side in every frame, and its foot wanders too far. */
const widest = 0.4
/** A box that is cut off ends about so near to the edge of the picture: a part of that picture, and of the box. */
const edge = 0.006
const edgeShare = 0.1
