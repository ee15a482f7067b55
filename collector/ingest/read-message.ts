/** Topic and bytes → arrivals: what the store can keep, and what is wrong with the rest. Pure; nothing here throws. */
import {
  maxReplayBytes,
  parse,
  readEvent,
  readEventText,
  splitReplayTexts,
  type WholeEvent,
  WireError,
} from '../../wire/codec.ts'
import type { EventMessage } from '../../wire/event.ts'
import type { AgentIdentity, ParsedTopic } from '../../wire/topics.ts'
import { wireVersion } from '../../wire/version.ts'
import type { Arrival, Fault, QuarantineReason } from '../store/arrival.ts'
import { jsonOf, placeOfMisfit } from './place.ts'
import type { Raw } from './queue.ts'

/** More than 64 KiB of real messages hold; a flood of tiny elements is one fault, not a thousand. */
const maxReplayElements = 512

export function readMessage({ topic, parsed, payload, receivedAt }: Raw): Arrival[] {
  const fault = (reason: QuarantineReason, detail: string, bytes = payload): Fault => {
    return { kind: 'fault', topic, receivedAt, payload: Buffer.from(bytes.subarray(0, maxReplayBytes)), reason, detail }
  }
  if (parsed === undefined) return [fault('unknown-topic', 'not a topic of the contract')]
  try {
    return readParsed(parsed, topic, payload, receivedAt, fault)
  } catch (error) {
    return [toFault(error, fault)]
  }
}

type MakeFault = (reason: QuarantineReason, detail: string, bytes?: Uint8Array) => Fault

/** The same fault, settled where the message says whose it is. */
function withPlace(fault: Fault, from: AgentIdentity, value: unknown): Fault {
  const place = placeOfMisfit(value, wireVersion, from)
  return place === undefined ? fault : { ...fault, place }
}

function readParsed(
  parsed: ParsedTopic,
  topic: string,
  payload: Uint8Array,
  receivedAt: number,
  fault: MakeFault,
): Arrival[] {
  if (
    parsed.kind === 'collector-state' ||
    parsed.kind === 'ack' ||
    parsed.kind === 'incident' ||
    parsed.kind === 'command-clip'
  ) {
    return [fault('wrong-direction', 'only a collector publishes this')]
  }
  const from = { site: parsed.site, agent: parsed.agent, topic, receivedAt }
  const { site, agent } = parsed
  const eventArrival = ({ message, text }: WholeEvent): Arrival => {
    const detail = describeMismatch(parsed, message)
    if (detail === undefined) return { kind: 'event', site, agent, topic, receivedAt, message, text }
    return withPlace(fault('identity', detail, Buffer.from(text)), parsed, message)
  }
  switch (parsed.kind) {
    case 'event':
      try {
        return [eventArrival(readEvent(payload, parsed))]
      } catch (error) {
        return [withPlace(toFault(error, fault), parsed, jsonOf(payload))]
      }
    case 'replay':
      return splitReplayOrThrow(payload).map(({ value, text }) => {
        try {
          return eventArrival(readEventText(value, text, { agent }))
        } catch (error) {
          return withPlace(toFault(error, fault, Buffer.from(text)), parsed, value)
        }
      })
    // Who asked has heard it; there is nothing to store.
    case 'reply-clip':
      return []
    case 'birth':
      return [{ ...from, kind: 'birth', birth: parse.birth(payload) }]
    case 'state':
      return [{ ...from, kind: 'state', state: parse.state(payload) }]
    case 'health': {
      const health = parse.health(payload)
      return [{ ...from, kind: 'health', health, clockOffsetMs: health.at - receivedAt }]
    }
  }
}

function splitReplayOrThrow(payload: Uint8Array): ReturnType<typeof splitReplayTexts> {
  const elements = splitReplayTexts(payload)
  if (elements.length <= maxReplayElements) return elements
  throw new WireError('too-large', `replay: ${elements.length} elements, at most ${maxReplayElements} are allowed`)
}

function describeMismatch(topic: ParsedTopic & { agent: string }, message: EventMessage): string | undefined {
  if (message.agent !== topic.agent) return `agent ${message.agent}, but the topic says ${topic.agent}`
  if (topic.kind !== 'event') return undefined
  if (message.camera !== topic.camera) return `camera ${message.camera}, but the topic says ${topic.camera}`
  if (message.type !== topic.type) return `type ${message.type}, but the topic says ${topic.type}`
  return undefined
}

function toFault(error: unknown, fault: MakeFault, bytes?: Uint8Array): Fault {
  if (!(error instanceof WireError)) return fault('invalid', String(error), bytes)
  return fault(error.code, error.message, bytes)
}
