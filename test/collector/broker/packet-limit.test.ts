import { describe, expect, it } from 'vitest'
import { createPacketLimit } from '../../../collector/broker/packet-limit.ts'

/** A PUBLISH packet at QoS 0: topic `a`, then the payload. */
function publish(bytes: number): Buffer {
  const body = Buffer.concat([Buffer.from([0, 1, 0x61]), Buffer.alloc(bytes, 0xff)])
  return Buffer.concat([Buffer.from([0x30]), remainingLength(body.length), body])
}

function remainingLength(length: number): Buffer {
  return length < 128 ? Buffer.from([length]) : Buffer.from([(length % 128) + 128, Math.floor(length / 128)])
}

const ping = Buffer.from([0xc0, 0])

describe('the limit on MQTT packets', () => {
  it.each([1, 2, 3, 7, 1_000])('lets packets within it pass, cut into pieces of %i bytes', (size) => {
    const stream = Buffer.concat([publish(0), publish(200), publish(1_000), ping, publish(5)])
    const withinLimit = createPacketLimit(1_003)
    for (let from = 0; from < stream.length; from += size) {
      expect(withinLimit(stream.subarray(from, from + size))).toBe(true)
    }
  })

  it('refuses a packet over it as soon as its length is known', () => {
    const withinLimit = createPacketLimit(1_003)
    expect(withinLimit(publish(1_000))).toBe(true)
    expect(withinLimit(publish(1_001).subarray(0, 3))).toBe(false)
  })

  it('refuses a length that never ends', () => {
    expect(createPacketLimit(2 ** 30)(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x80]))).toBe(false)
  })
})
