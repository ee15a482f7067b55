import type { ClockQuality, DetectedObject, EndReason, EventDraft } from '../../wire/event.ts'
import type { Frame } from '../decode/frame.ts'
import type { Box } from '../detect/detection.ts'
import type { Finding } from '../rules/finding.ts'
import type { Scene, Track } from '../track/scene.ts'
import { betterShot, type Shot, shotQuality } from './best-shot.ts'
import { eventId } from './event-id.ts'
import { bottomCentre, extendTrail, type Point, simplifiedPath } from './path.ts'

/** A message that is due, and the picture that goes with it, when there is a new one. */
export type Report = { readonly draft: EventDraft; readonly shot?: Shot }

export type EventLogOptions = {
  readonly camera: string
  /** Makes ids unique among all agents and boots, e.g. `site/agent/boot`. */
  readonly origin: string
  readonly model: string
  /** Short hash of the config. */
  readonly config: string
  readonly clock: () => ClockQuality
}

/** Turns findings into event messages: start, update, end, pulse. Keeps what is open of one camera. */
export type EventLog = {
  /** @param frame the frame that the scene was made from; findings are those of this very scene */
  report(findings: readonly Finding[], scene: Scene, frame: Frame): Report[]
  /**
   * Ends everything that is open: the source is gone. `findings` are what the rules said of the tracks' end; what they say
   * nothing about ends when its track was last seen.
   */
  sourceLost(findings: readonly Finding[]): Report[]
  /** Ids of the events that last. */
  openIds(): string[]
}

type OpenEvent = {
  readonly id: string
  readonly type: string
  readonly rule: string
  readonly trail: Point[]
  track: Track
  /** A better picture than the one that was reported; its frame is held until it is. */
  unsent: Shot | undefined
  sentQuality: number
  sentAt: number
  sentClass: string
}

/** An update must be worth its bytes: no more often than this, for a picture this much better or another class. */
const updateEveryMs = 10_000
const updateQuality = 1.5
/** Frames are large: of more events than these, the picture of the start is the only one, unless one of them is sent. */
const maxHeldShots = 8

export function createEventLog({ camera, origin, model, config, clock }: EventLogOptions): EventLog {
  const open = new Map<string, OpenEvent>()

  const draft = (finding: Finding, id: string): EventDraft => {
    const { type, rule, at, phase, direction, dwellMs, track } = finding
    const facts = { ...(direction && { direction }), ...(dwellMs !== undefined && { dwellMs: Math.round(dwellMs) }) }
    // The end of an event was begun by what its start names.
    const cause = phase === 'end' ? {} : { model, config }
    return { id, camera, type, phase, at, clock: clock(), rule, ...facts, object: describe(track), ...cause }
  }

  const begin = (finding: Finding, frame: Frame): Report => {
    const { key, type, rule, track, at, phase } = finding
    const id = eventId(at, `${origin}/${camera}/${key}`)
    const shot: Shot = { frame, box: track.box, quality: shotQuality(track) }
    const trail = [bottomCentre(track.box)]
    const sent = { sentQuality: shot.quality, sentAt: at, sentClass: track.class }
    if (phase === 'start') open.set(key, { id, type, rule, trail, track, unsent: undefined, ...sent })
    return { draft: draft(finding, id), shot }
  }

  const finish = (finding: Finding, reason: EndReason | undefined): Report[] => {
    const event = open.get(finding.key)
    if (event === undefined) return []
    open.delete(finding.key)
    const path = simplifiedPath(event.trail)
    return [toReport({ ...draft(finding, event.id), path, ...(reason && { reason }) }, event.unsent)]
  }

  const follow = (event: OpenEvent, scene: Scene, frame: Frame): Report[] => {
    const track = scene.tracks.find(({ id }) => id === event.track.id)
    if (track === undefined) return []
    event.track = track
    if (track.seenAt === frame.at) extendTrail(event.trail, bottomCentre(track.box))
    if (mayHold(event)) {
      event.unsent = betterShot(event.unsent?.quality ?? event.sentQuality, frame, track) ?? event.unsent
    }
    return isWorthUpdate(event, scene.at) ? [update(event, scene.at)] : []
  }

  const mayHold = ({ unsent }: OpenEvent): boolean =>
    unsent !== undefined || [...open.values()].filter((other) => other.unsent !== undefined).length < maxHeldShots

  const update = (event: OpenEvent, at: number): Report => {
    const { id, type, rule, track, unsent } = event
    event.sentAt = at
    event.sentClass = track.class
    event.sentQuality = unsent?.quality ?? event.sentQuality
    event.unsent = undefined
    return toReport({ id, camera, type, phase: 'update', at, clock: clock(), rule, object: describe(track) }, unsent)
  }

  return {
    report(findings, scene, frame) {
      const updates = [...open.values()].flatMap((event) => follow(event, scene, frame))
      const news = findings.flatMap((finding) =>
        finding.phase === 'end' ? finish(finding, finding.reason) : [begin(finding, frame)],
      )
      return [...updates, ...news]
    },
    sourceLost(findings) {
      const told = findings.filter(({ phase }) => phase === 'end')
      const silent = [...open].map(([key, { type, rule, track }]): Finding => {
        return { phase: 'end', key, type, rule, at: track.seenAt, track }
      })
      return [...told, ...silent].flatMap((finding) => finish(finding, 'source-lost'))
    },
    openIds: () => [...open.values()].map(({ id }) => id),
  }
}

function isWorthUpdate({ sentAt, sentClass, sentQuality, track, unsent }: OpenEvent, at: number): boolean {
  if (at - sentAt < updateEveryMs) return false
  return track.class !== sentClass || (unsent !== undefined && unsent.quality > sentQuality * updateQuality)
}

function toReport(draft: EventDraft, shot: Shot | undefined): Report {
  return shot === undefined ? { draft } : { draft, shot }
}

function describe({ id, class: name, vehicleType, label, bestScore, box }: Track): DetectedObject {
  const facts = { label, score: round(bestScore, 2), box: roundBox(box) }
  return { track: id, class: name, ...(vehicleType !== undefined && { vehicleType }), ...facts }
}

/** Three decimals: a pixel of a picture 1,000 wide. */
export function roundBox([x, y, width, height]: Box): [number, number, number, number] {
  return [round(x, 3), round(y, 3), round(width, 3), round(height, 3)]
}

function round(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals
}
