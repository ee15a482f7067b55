import { describe, expect, it } from 'vitest'
import { createPacketReader, type Incoming, publishPacket } from '../../scripts/fleet-agents/packets.ts'

describe('packets of the fleet', () => {
  const large = 'x'.repeat(20_000)
  const stream = Buffer.concat([
    Buffer.from([0x20, 2, 0, 0]),
    publishPacket(7, 'a/b', 'đường'),
    Buffer.from([0xd0, 0]),
    Buffer.from([0x40, 2, 0, 7]),
    publishPacket(65_535, 'c', large),
  ])

  it.each([1, 3, 100, 100_000])('are read as they were written, cut into pieces of %i bytes', (size) => {
    const packets: Incoming[] = []
    const read = createPacketReader((packet) => packets.push(packet))
    for (let from = 0; from < stream.length; from += size) read(stream.subarray(from, from + size))
    expect(
      packets.map((packet) => ('payload' in packet ? { ...packet, payload: packet.payload.toString() } : packet)),
    ).toEqual([
      { kind: 'connack', code: 0 },
      { kind: 'publish', topic: 'a/b', packetId: 7, payload: 'đường' },
      { kind: 'puback' },
      { kind: 'publish', topic: 'c', packetId: 65_535, payload: large },
    ])
  })
})
