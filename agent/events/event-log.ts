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
  /** Whether a report to come may show this frame. */
  holds(frame: Frame): boolean
}

type OpenEvent = {
  readonly id: string
  readonly type: string
  readonly rule: string
  readonly trail: Point[]
  /** As it was last known; of an event about no single object: none. */
  track: Track | undefined
  /** When the event is last known to have lasted. */
  lastAt: number
  /** A better picture than the one that was reported; its frame is held until it is. */
  unsent: Shot | undefined
  sentQuality: number
  sentAt: number
  sentKind: string
}

/** An update must be worth its bytes: no more often than this, for a picture this much better or another class. */
const updateEveryMs = 10_000
const updateQuality = 1.5
/** An event of which nothing is new still says that it lasts. */
const heartbeatMs = 300_000
/** Frames are large: of more events than these, the picture of the start is the only one, unless one of them is sent. */
const maxHeldShots = 8

export function createEventLog({ camera, origin, clock }: EventLogOptions): EventLog {
  const open = new Map<string, OpenEvent>()

  const draft = (finding: Finding, id: string): EventDraft => {
    const { type, rule, at, phase, track } = finding
    const object = track && { object: describe(track) }
    return { id, camera, type, phase, at, clock: clock(), rule, ...factsOf(finding), ...object }
  }

  const begin = (finding: Finding, frame: Frame): Report => {
    const { key, type, rule, track, at, phase } = finding
    const id = eventId(at, `${origin}/${camera}/${key}`)
    const shot = firstShot(finding, frame)
    const trail = track === undefined ? [] : [bottomCentre(track.box)]
    const sent = { sentQuality: shot?.quality ?? 0, sentAt: at, sentKind: kindOf(track) }
    if (phase === 'start') open.set(key, { id, type, rule, trail, track, lastAt: at, unsent: undefined, ...sent })
    return toReport(draft(finding, id), shot)
  }

  /** What its rule says has changed; a picture of it where no track gives better ones. */
  const change = (finding: Finding, frame: Frame): Report[] => {
    const event = open.get(finding.key)
    if (event === undefined) return []
    return [update(event, finding.at, factsOf(finding), firstShot(finding, frame))]
  }

  const finish = (finding: Finding, reason: EndReason | undefined): Report[] => {
    const event = open.get(finding.key)
    if (event === undefined) return []
    open.delete(finding.key)
    const path = event.trail.length > 0 && { path: simplifiedPath(event.trail) }
    return [toReport({ ...draft(finding, event.id), ...path, ...(reason && { reason }) }, event.unsent)]
  }

  const follow = (event: OpenEvent, scene: Scene, frame: Frame): Report[] => {
    const track = event.track && scene.tracks.find(({ id }) => id === event.track?.id)
    if (track !== undefined) see(event, track, frame)
    if (event.track === undefined) event.lastAt = scene.at
    return due(event, scene.at)
  }

  const see = (event: OpenEvent, track: Track, frame: Frame): void => {
    event.track = track
    event.lastAt = track.seenAt
    if (track.seenAt === frame.at) extendTrail(event.trail, bottomCentre(track.box))
    if (!mayHold(event)) return
    event.unsent = betterShot(event.unsent?.quality ?? event.sentQuality, frame, track) ?? event.unsent
  }

  const mayHold = ({ unsent }: OpenEvent): boolean =>
    unsent !== undefined || [...open.values()].filter((other) => other.unsent !== undefined).length < maxHeldShots

  /** Another class, a much better picture; else a sign of life, which says nothing but the time. */
  const due = (event: OpenEvent, at: number): Report[] => {
    const { track, sentAt, sentKind, sentQuality, unsent } = event
    if (at - sentAt < updateEveryMs) return []
    const isOther = track !== undefined && kindOf(track) !== sentKind
    const isBetter = unsent !== undefined && unsent.quality > sentQuality * updateQuality
    if (isOther || isBetter) return [update(event, at, isOther ? { object: describe(track) } : {}, unsent)]
    return at - sentAt < heartbeatMs ? [] : [update(event, at, {}, undefined)]
  }

  /** Says what is new only: whoever follows an event knows the rest. */
  const update = (event: OpenEvent, at: number, news: Partial<EventDraft>, shot: Shot | undefined): Report => {
    event.sentAt = at
    if (news.object !== undefined) event.sentKind = kindOf(event.track)
    if (shot !== undefined) {
      event.sentQuality = shot.quality
      event.unsent = undefined
    }
    return toReport({ id: event.id, camera, type: event.type, phase: 'update', at, clock: clock(), ...news }, shot)
  }

  const tell = (finding: Finding, frame: Frame): Report[] => {
    if (finding.phase === 'end') return finish(finding, finding.reason)
    return finding.phase === 'update' ? change(finding, frame) : [begin(finding, frame)]
  }

  return {
    report(findings, scene, frame) {
      const updates = [...open.values()].flatMap((event) => follow(event, scene, frame))
      return [...updates, ...findings.flatMap((finding) => tell(finding, frame))]
    },
    sourceLost(findings) {
      const told = findings.filter(({ phase }) => phase === 'end')
      // Of an object nobody saw an instant; what was counted is known.
      const counted = findings.filter(({ phase, track }) => phase === 'pulse' && track === undefined)
      const silent = [...open].map(([key, { type, rule, track, lastAt: at }]): Finding => {
        return { phase: 'end', key, type, rule, at, ...(track && { track }) }
      })
      const pulses = counted.map((finding) => ({ draft: draft(finding, idOf(finding)) }))
      return [...[...told, ...silent].flatMap((finding) => finish(finding, 'source-lost')), ...pulses]
    },
    openIds: () => [...open.values()].map(({ id }) => id),
    holds: ({ data }) => [...open.values()].some(({ unsent }) => unsent?.frame.data === data),
  }

  function idOf({ at, key }: Finding): string {
    return eventId(at, `${origin}/${camera}/${key}`)
  }
}

/**
 * The object; what lasts without one, the whole picture; of a mere count there is nothing to see, nor of an object that has
 * left when that is known.
 */
function firstShot({ phase, track }: Finding, frame: Frame): Shot | undefined {
  if (phase === 'pulse' && (track === undefined || track.seenAt < frame.at)) return undefined
  if (track === undefined) return { frame, quality: 0 }
  return phase === 'update' ? undefined : { frame, box: track.box, quality: shotQuality(track, frame) }
}

/** What rules say of an event, in the words of the wire. */
const factNames = [
  'zone',
  'line',
  'severity',
  'direction',
  'dwellMs',
  'speed',
  'count',
  'counts',
  'intervalMs',
] as const

function factsOf(finding: Finding): Pick<EventDraft, (typeof factNames)[number]> {
  return Object.fromEntries(
    factNames.filter((name) => finding[name] !== undefined).map((name) => [name, finding[name]]),
  )
}

/** What is worth an update: of another label of the same class the end tells. */
function kindOf(track: Track | undefined): string {
  return track === undefined ? '' : `${track.class} ${track.vehicleType ?? ''}`
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
