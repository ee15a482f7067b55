/** Bytes ↔ messages. Every message that crosses the network is encoded and parsed here and nowhere else. */
import { isUtf8 } from 'node:buffer'
import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { Ack } from './ack.ts'
import { Birth } from './birth.ts'
import { ClipCommand, ClipReply } from './command.ts'
import { elementTexts } from './element-texts.ts'
import { type EventMessage, EventPayload } from './event.ts'
import { Health } from './health.ts'
import { IncidentMessage } from './incident-message.ts'
import { type EventPlace, withPlace } from './place.ts'
import { AgentState, CollectorState } from './state.ts'
import { wireVersion } from './version.ts'

export const maxMessageBytes = 8 * 1024
export const maxReplayBytes = 64 * 1024

export type WireErrorCode = 'too-large' | 'not-json' | 'unknown-version' | 'invalid'

/** A payload that is not what its topic says; `code` is what quarantine files it under. */
export class WireError extends Error {
  readonly code: WireErrorCode

  constructor(code: WireErrorCode, message: string) {
    super(`wire: ${message}`)
    this.name = 'WireError'
    this.code = code
  }
}

export type Bytes = Uint8Array

/** UTF-8 JSON without spaces. */
export function encode(message: unknown): Buffer {
  return Buffer.from(JSON.stringify(message), 'utf8')
}

/**
 * Parsers, one per kind of message. Unknown fields are kept and ignored.
 * @throws WireError naming the field that does not fit
 */
export const parse = {
  event: parser(EventPayload, maxMessageBytes),
  ack: parser(Ack, maxReplayBytes),
  birth: parser(Birth, maxReplayBytes),
  state: parser(AgentState, maxMessageBytes),
  health: parser(Health, maxReplayBytes),
  clipCommand: parser(ClipCommand, maxMessageBytes),
  clipReply: parser(ClipReply, maxMessageBytes),
  collectorState: parser(CollectorState, maxMessageBytes),
  incident: parser(IncidentMessage, maxMessageBytes),
}

/**
 * Splits a `replay` payload into its elements, unchecked, so that one bad element does not take the others with it.
 * @throws WireError when the payload as a whole is not an array
 */
export function splitReplay(payload: Bytes): unknown[] {
  return arrayOf(readText(payload, maxReplayBytes))
}

/** As `splitReplay`, each element with its text. @throws WireError when the payload as a whole is not an array */
export function splitReplayTexts(payload: Bytes): { readonly value: unknown; readonly text: string }[] {
  const text = readText(payload, maxReplayBytes)
  const values = arrayOf(text)
  const texts = elementTexts(text)
  return values.map((value, index) => ({ value, text: texts[index] ?? JSON.stringify(value) }))
}

/** An event message and its text, both with what its topic says. */
export type WholeEvent = { readonly message: EventMessage; readonly text: string }

/** A live event message. @throws WireError naming the field that does not fit */
export function readEvent(payload: Bytes, place: EventPlace): WholeEvent {
  const text = readText(payload, maxMessageBytes)
  return readEventText(parseJson(text), text, place)
}

/** One element of a replay with its text. @throws WireError naming the field that does not fit */
export function readEventText(value: unknown, text: string, place: EventPlace): WholeEvent {
  return withPlace(checkPayload(value), text, place) ?? refuseNowhere()
}

const checkPayload = checker(EventPayload)

/** Checks an event message that says itself where it belongs. @throws WireError */
export function checkEvent(value: unknown): EventMessage {
  const { agent, camera, type } = checkPayload(value)
  return agent === undefined || camera === undefined || type === undefined ? refuseNowhere() : (value as EventMessage)
}

function refuseNowhere(): never {
  throw new WireError('invalid', 'message: neither it nor its topic says its agent, camera and type')
}

function parser<T extends TSchema>(schema: T, maxBytes: number): (payload: Bytes) => Static<T> {
  const check = checker(schema)
  return (payload) => check(parseJson(readText(payload, maxBytes)))
}

function checker<T extends TSchema>(schema: T): (value: unknown) => Static<T> {
  const validator = Compile(schema)
  return (value) => {
    if (validator.Check(value)) return value
    refuseOtherVersion(value)
    const first = validator.Errors(value)[0]
    throw new WireError('invalid', `${first?.instancePath || 'message'}: ${first?.message ?? 'does not fit'}`)
  }
}

function refuseOtherVersion(value: unknown): void {
  if (typeof value !== 'object' || value === null || !('v' in value)) return
  if (value.v !== wireVersion) throw new WireError('unknown-version', `unknown version ${JSON.stringify(value.v)}`)
}

function arrayOf(text: string): unknown[] {
  const value = parseJson(text)
  if (!Array.isArray(value)) throw new WireError('invalid', 'replay: expected an array of event messages')
  return value as unknown[]
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw notJson(error)
  }
}

function notJson(error: unknown): WireError {
  return new WireError('not-json', error instanceof Error ? error.message : String(error))
}

function readText(payload: Bytes, maxBytes: number): string {
  if (payload.byteLength > maxBytes) {
    throw new WireError('too-large', `${payload.byteLength} bytes, at most ${maxBytes} are allowed`)
  }
  try {
    return decodeText(payload)
  } catch (error) {
    throw notJson(error)
  }
}

/** The validation of Node is several times as fast as that of a `TextDecoder`, which says what is wrong. */
function decodeText(payload: Bytes): string {
  if (!isUtf8(payload)) return new TextDecoder('utf-8', { fatal: true }).decode(payload)
  return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8')
}
