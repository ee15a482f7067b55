/** One event of many messages: start, updates and end folded in the order of (boot, seq), however they arrived. */
import type { EventMessage } from '../../wire/event.ts'
import type { EventRecord } from '../../wire/rest.ts'

type Known<T, K extends keyof T> = { [P in K]?: Exclude<T[P], undefined> }

/** The newest message that says one of these is right. */
const messageFacts = ['rule', 'zone', 'line', 'direction', 'dwellMs', 'path', 'model', 'config'] as const
const objectFacts = ['class', 'vehicleType', 'label', 'box', 'track'] as const

/** The record of an event of which only its first message is known. */
export function beginRecord(site: string, message: EventMessage, receivedAt: number): EventRecord {
  return foldMessage(
    {
      id: message.id,
      site,
      agent: message.agent,
      camera: message.camera,
      type: message.type,
      phase: message.phase,
      startAt: message.at,
      receivedAt,
      clock: message.clock,
      boot: message.boot,
      firstSeq: message.seq,
      lastSeq: message.seq,
      replayed: false,
    },
    message,
  )
}

/** The record after one more message, which comes later in (boot, seq) than all that it holds. */
export function foldMessage(record: EventRecord, message: EventMessage): EventRecord {
  const score = message.object?.score
  return {
    ...withPicture(record, message),
    ...known(message, messageFacts),
    ...known(message.object, objectFacts),
    ...(score !== undefined && { score: Math.max(score, record.score ?? 0) }),
    ...course(record, message),
    lastSeq: message.seq,
    replayed: record.replayed || message.replayed === true,
  }
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

/** The box belongs to its picture; a picture without one of its own shows the object where the message has it. */
function withPicture(record: EventRecord, { media, object }: EventMessage): EventRecord {
  if (media?.snapshot === undefined) return record
  const { snapshotBox: _, ...rest } = record
  const box = media.box ?? object?.box
  return { ...rest, snapshot: media.snapshot, ...(box !== undefined && { snapshotBox: box }) }
}

/** `end` and `pulse` are final: an agent that ends an event once more after a crash does not lengthen it. */
function course(record: EventRecord, message: EventMessage): Partial<EventRecord> {
  if (record.endAt !== undefined) return {}
  const { phase, at, reason } = message
  const isFinal = phase === 'end' || phase === 'pulse'
  return { phase, ...(isFinal && { endAt: at }), ...(reason !== undefined && { reason }) }
}

function known<T extends object, K extends keyof T>(source: T | undefined, keys: readonly K[]): Known<T, K> {
  const found: Partial<Pick<T, K>> = {}
  if (source === undefined) return found as Known<T, K>
  for (const key of keys) if (source[key] !== undefined) found[key] = source[key]
  return found as Known<T, K>
}
