/** One event of many messages: start, updates and end folded in the order of (boot, seq), however they arrived. */
import type { EventMessage } from '../../wire/event.ts'
import { hexAddress } from '../../wire/media-address.ts'
import type { EventRecord } from '../../wire/rest.ts'
import { usualClock, usualLabel } from '../../wire/usual.ts'

/** The record of an event of which only its first message is known. */
export function beginRecord(site: string, message: EventMessage, receivedAt: number): EventRecord {
  const { id, agent, camera, type, phase, at, clock = usualClock, boot, seq } = message
  const begun = { id, site, agent, camera, type, phase, startAt: at, receivedAt, clock, boot, firstSeq: seq }
  return foldMessage(
    { ...begun, timing: timing(at, receivedAt), lastSeq: seq, replayed: false } as EventRecord,
    message,
  )
}

/**
 * The record after one more message, which comes later in (boot, seq) than all that it holds. The newest message that
 * knows a fact is right. Every field is written, where need be as undefined, which JSON leaves out: records of one shape
 * are folded several times as fast.
 */
export function foldMessage(record: EventRecord, message: EventMessage): EventRecord {
  const { object, media, phase } = message
  const isOver = record.endAt !== undefined
  const isFinal = phase === 'end' || phase === 'pulse'
  const hasPicture = media?.snapshot !== undefined
  return {
    id: record.id,
    site: record.site,
    agent: record.agent,
    camera: record.camera,
    type: record.type,
    // `end` and `pulse` are final: an agent that ends an event once more after a crash does not lengthen it.
    phase: isOver ? record.phase : phase,
    startAt: record.startAt,
    endAt: !isOver && isFinal ? message.at : record.endAt,
    receivedAt: record.receivedAt,
    timing: record.timing,
    clock: record.clock,
    rule: message.rule ?? record.rule,
    zone: message.zone ?? record.zone,
    line: message.line ?? record.line,
    direction: message.direction ?? record.direction,
    dwellMs: message.dwellMs ?? record.dwellMs,
    severity: message.severity ?? record.severity,
    count: message.count ?? record.count,
    counts: message.counts ?? record.counts,
    intervalMs: message.intervalMs ?? record.intervalMs,
    speed: message.speed ?? record.speed,
    cause: message.cause ?? record.cause,
    reason: isOver ? record.reason : (message.reason ?? record.reason),
    class: object?.class ?? record.class,
    vehicleType: object?.vehicleType ?? record.vehicleType,
    label: object === undefined ? record.label : (object.label ?? usualLabel(object)),
    score: object === undefined ? record.score : Math.max(object.score, record.score ?? 0),
    box: object?.box ?? record.box,
    track: object?.track ?? record.track,
    path: message.path ?? record.path,
    snapshot: addressOf(media?.snapshot) ?? record.snapshot,
    // The box belongs to its picture; a picture without one of its own shows the object where the message has it.
    snapshotBox: hasPicture ? (media.box ?? object?.box) : record.snapshotBox,
    // So do its thumbnail, and what was done to it.
    thumbnail: addressOf(media?.thumbnail) ?? (hasPicture ? undefined : record.thumbnail),
    clip: media?.clip === undefined ? record.clip : { ...media.clip, sha256: hexAddress(media.clip.sha256) },
    // A clip that was made after all.
    clipFailure: media?.clip === undefined ? (media?.clipFailure ?? record.clipFailure) : undefined,
    privacy: hasPicture ? media.privacy : (media?.privacy ?? record.privacy),
    lost: message.lost ?? record.lost,
    evicted: message.evicted ?? record.evicted,
    model: message.model ?? record.model,
    config: message.config ?? record.config,
    boot: record.boot,
    firstSeq: record.firstSeq,
    lastSeq: message.seq,
    replayed: record.replayed || message.replayed === true,
  } as EventRecord
}

function addressOf(address: string | undefined): string | undefined {
  return address === undefined ? undefined : hexAddress(address)
}

/**
 * The record of all messages of an event.
 * @param messages ascending in (boot, seq), at least one
 */
export function foldMessages(
  site: string,
  [first, ...later]: readonly [EventMessage, ...EventMessage[]],
  receivedAt: number,
): EventRecord {
  return later.reduce(foldMessage, beginRecord(site, first, receivedAt))
}

/** How far a clock may be ahead of ours before what it says is doubted: more than networks and drift explain. */
const futureMs = 2_000
/** Later than this an event is history when it comes, not news. */
const lateMs = 60_000

function timing(at: number, receivedAt: number): EventRecord['timing'] {
  if (at > receivedAt + futureMs) return 'future'
  return receivedAt - at > lateMs ? 'late' : undefined
}
