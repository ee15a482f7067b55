/** Event messages as they are read by whoever takes their topics for what they leave to them. */
import { chainLink } from '../wire/chain.ts'
import { encode, readEvent, readEventText, splitReplayTexts } from '../wire/codec.ts'
import type { EventMessage } from '../wire/event.ts'
import { asWritten } from '../wire/place.ts'
import { parseTopic } from '../wire/topics.ts'

type Sent = { readonly topic: string; readonly payload: Uint8Array }

/** Of one message on the topic of an event, or of all on that of a replay. */
export function sentEvents({ topic, payload }: Sent): EventMessage[] {
  const parsed = parseTopic(topic)
  if (parsed?.kind === 'event') return [readEvent(payload, parsed).message]
  if (parsed?.kind !== 'replay') throw new Error(`no events travel on ${topic}`)
  return splitReplayTexts(payload).map(({ value, text }) => readEventText(value, text, { agent: parsed.agent }).message)
}

export function sentEvent(sent: Sent): EventMessage {
  return sentEvents(sent)[0] as EventMessage
}

/** What an agent wrote, of a message that a collector has stored. */
export function writtenText(message: EventMessage): string {
  return asWritten(encode(message).toString())
}

/** What the message after it says in `prev`. */
export function linkOf(message: EventMessage): string {
  return chainLink(Buffer.from(writtenText(message)))
}
