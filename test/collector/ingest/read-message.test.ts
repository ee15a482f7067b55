import { describe, expect, it } from 'vitest'
import { readMessage } from '../../../collector/ingest/read-message.ts'
import { encode } from '../../../wire/codec.ts'
import { parseTopic } from '../../../wire/topics.ts'
import { event, state } from '../running.ts'

const arrivals = (topic: string, payload: unknown) =>
  readMessage({
    topic,
    parsed: parseTopic(topic),
    payload: payload instanceof Uint8Array ? payload : encode(payload),
    receivedAt: 5,
    ticket: 0,
  })

const read = (topic: string, payload: unknown) =>
  arrivals(topic, payload).map((arrival) =>
    arrival.kind === 'fault' ? `${arrival.reason}: ${arrival.detail}` : arrival.kind,
  )

const base = 'watchpost/v1/site-1/agent-1'

describe('a message', () => {
  it.each([
    [`${base}/event/gate/zone.entered`, event(1)],
    [`${base}/replay`, [event(1, { replayed: true })]],
  ])('on %s is an event', (topic, payload) => {
    expect(read(topic, payload)).toEqual(['event'])
  })

  it('of an agent says how it is', () => {
    expect(read(`${base}/state`, state('online'))).toEqual(['state'])
  })

  it.each([
    [`${base}/nothing`, {}, /^unknown-topic: /],
    ['watchpost/v2/site-1/agent-1/state', state('online'), /^unknown-topic: /],
    [`${base}/ack`, { v: 1, boot: 1, ranges: [] }, /^wrong-direction: /],
    ['watchpost/v1/collector/c/state', { v: 1, state: 'offline', at: 1 }, /^wrong-direction: /],
    [`${base}/event/gate/zone.entered`, Buffer.from('{"v":1'), /^not-json: /],
    [`${base}/event/gate/zone.entered`, Buffer.alloc(0), /^not-json: /],
    [`${base}/event/gate/zone.entered`, { v: 2 }, /^unknown-version: .*2/],
    [`${base}/event/gate/zone.entered`, { ...event(1), at: 'now' }, /^invalid: .*\/at/],
    [`${base}/event/gate/zone.entered`, { ...event(1), extra: 'x'.repeat(9_000) }, /^too-large: /],
    [`${base}/event/gate/zone.entered`, event(1, { agent: 'agent-2' }), /^identity: agent agent-2, .* agent-1/],
    [`${base}/event/gate/zone.entered`, event(1, { camera: 'yard' }), /^identity: camera yard, .* gate/],
    [
      `${base}/event/gate/zone.entered`,
      event(1, { type: 'zone.exited' }),
      /^identity: type zone.exited, .* zone.entered/,
    ],
    [`${base}/replay`, event(1), /^invalid: .*array/],
    [`${base}/replay`, Array.from({ length: 513 }, () => 1), /^too-large: .*513/],
  ])('on %s that does not fit is a fault with its reason (%#)', (topic, payload, reason) => {
    const [only, ...more] = read(topic, payload)
    expect(only).toMatch(reason)
    expect(more).toEqual([])
  })

  it('of many takes no good one down with a bad one', () => {
    const replay = [event(1), { v: 1 }, event(2), event(3, { agent: 'agent-9' }), null]
    expect(read(`${base}/replay`, replay).map((text) => text.split(':')[0])).toEqual([
      'event',
      'invalid',
      'event',
      'identity',
      'invalid',
    ])
  })

  it('that is a fault keeps the bytes of its own element', () => {
    const [, fault] = arrivals(`${base}/replay`, [event(1), { v: 1, bad: true }])
    expect(fault?.kind === 'fault' && Buffer.from(fault.payload).toString()).toBe('{"v":1,"bad":true}')
  })
})
