import { describe, expect, it } from 'vitest'
import { beginRecord } from '../../collector/store/fold.ts'
import { chainLink } from '../../wire/chain.ts'
import { encode, readEvent, readEventText } from '../../wire/codec.ts'
import { hexAddress, shortAddress } from '../../wire/media-address.ts'
import { asWritten, toReplayed } from '../../wire/place.ts'
import { eventTopic } from '../../wire/topics.ts'
import { eventMessage } from '../event-message.ts'
import { linkOf, sentEvent, sentEvents } from '../sent-event.ts'

const { agent, camera, type, ...said } = eventMessage()
const payload = encode(said)
const topic = eventTopic({ site: 'harbour', agent }, camera, type)
const replay = {
  topic: `watchpost/v1/harbour/${agent}/replay`,
  payload: Buffer.from(`[${toReplayed(payload, topic).toString()}]`),
}

describe('what a message leaves to its topic', () => {
  it('is there again for whoever reads it', () => {
    expect(sentEvent({ topic, payload })).toEqual(eventMessage())
    expect(sentEvents(replay)).toEqual([{ ...eventMessage(), replayed: true }])
  })

  it('is in its text as well, and nothing else changes there', () => {
    const { message, text } = readEvent(payload, { agent, camera, type })
    expect(JSON.parse(text)).toEqual(message)
    expect(asWritten(text)).toBe(payload.toString())
    expect(asWritten(toReplayed(payload, topic).toString())).toBe(payload.toString())
  })

  it('may be in the message all the same, which then is right', () => {
    const whole = encode({ ...said, agent, camera, type: 'zone.exited' })
    const { message, text } = readEvent(whole, { agent: 'box-8', camera, type })
    expect(message).toMatchObject({ agent, type: 'zone.exited' })
    expect(text).toBe(whole.toString())
  })

  it('is missed where neither says it', () => {
    expect(() => readEventText({ ...said }, payload.toString(), { agent })).toThrow(/agent, camera and type/)
  })

  it.each([sentEvent({ topic, payload }), ...sentEvents(replay)])('is no part of the chain: %j', (message) => {
    expect(linkOf(message)).toBe(chainLink(payload))
  })

  it('does not change the chain of a message that an older agent wrote with it', () => {
    const { replayed: _, ...old } = eventMessage({ replayed: true })
    expect(linkOf({ ...old, replayed: true })).toBe(chainLink(encode(old)))
  })
})

describe('the address of a picture', () => {
  const hex = '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'
  const short = 'LCa0a2j_xo_5m0U8HTBBNBNCLXBkg7-g-YpeiGJm564'

  it('is the same bits in two forms', () => {
    expect([hex, short].map(shortAddress)).toEqual([short, short])
    expect([hex, short].map(hexAddress)).toEqual([hex, hex])
  })

  it('is told as hex, whichever form came', () => {
    const clip = { at: 1, durationMs: 2, bytes: 3 }
    const [long, brief] = [hex, short].map((address) => {
      const media = { snapshot: address, thumbnail: address, clip: { ...clip, sha256: address } }
      return beginRecord('harbour', eventMessage({ media }), 0)
    })
    expect(brief).toEqual(long)
    expect(brief).toMatchObject({ snapshot: hex, thumbnail: hex, clip: { sha256: hex } })
  })
})
