/** What an event message leaves to its topic: whose it is, of which camera, and what happened. */
import type { EventMessage, EventPayload } from './event.ts'

/** What a topic says; that of `replay` only the agent. */
export type EventPlace = Pick<EventMessage, 'agent'> & Partial<Pick<EventMessage, 'camera' | 'type'>>

const fields = ['agent', 'camera', 'type'] as const

/**
 * The message with what it leaves to its topic, in itself and at the end of its text.
 * @param payload is changed: nobody else may hold it
 * @returns undefined when neither of them says all of it
 */
export function withPlace(
  payload: EventPayload,
  text: string,
  place: EventPlace,
): { message: EventMessage; text: string } | undefined {
  const missing = fields.filter((field) => payload[field] === undefined)
  for (const field of missing) {
    const value = place[field]
    if (value === undefined) return undefined
    payload[field] = value
  }
  return { message: payload as EventMessage, text: missing.length === 0 ? text : withFields(text, place, missing) }
}

/** A message that is sent again, not on its own topic. */
export function toReplayed(payload: Buffer, topic: string): Buffer {
  const [camera, type] = topic.split('/').slice(-2)
  return Buffer.concat([
    payload.subarray(0, payload.byteLength - 1),
    Buffer.from(`,"camera":"${camera}","type":"${type}","replayed":true}`),
  ])
}

/** What others have put at the end of a message: names need no escapes. */
const added = /(?:,"(?:agent|camera|type|replayed)":(?:"[^"]*"|true))+}$/

/** The text of a message as its agent wrote it, which is what the message after it is chained to. */
export function asWritten(text: string): string {
  return text.replace(added, '}')
}

function withFields(text: string, place: EventPlace, missing: readonly (typeof fields)[number][]): string {
  const end = text.lastIndexOf('}')
  return `${text.slice(0, end)}${missing.map((field) => `,"${field}":"${place[field]}"`).join('')}}`
}
