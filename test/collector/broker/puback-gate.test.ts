import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createPubackFilter, gatePubacks } from '../../../collector/broker/puback-gate.ts'

const puback = (id: number) => [0x40, 2, id >> 8, id & 0xff]
const publish = [0x32, 130, 1, ...Array.from({ length: 130 }, () => 0x40)]
const ping = [0xc0, 0]
const subscribe = [0x82, 3, 0, 1, 0x40]

describe('the gate of acknowledgements', () => {
  const packets = [puback(1), publish, puback(700), puback(701), ping, subscribe, puback(2), publish, puback(3)].flat()
  const wanted = [publish, ping, subscribe, publish].flat()

  it.each([1, 2, 3, 5, 64, 1_000])('takes out PUBACKs and nothing else, cut into pieces of %i bytes', (size) => {
    const filter = createPubackFilter()
    const kept: number[] = []
    for (let from = 0; from < packets.length; from += size) {
      kept.push(...filter(Buffer.from(packets.slice(from, from + size))))
    }
    expect(kept).toEqual(wanted)
  })

  it('sends none in the middle of a packet that the library writes in pieces', async () => {
    const socket = new PassThrough()
    const sent: number[] = []
    socket.on('data', (chunk: Buffer) => sent.push(...chunk))
    const { stream, release } = gatePubacks(socket)
    const write = (bytes: number[]) => new Promise((resolve) => stream.write(Buffer.from(bytes), resolve))
    await write(subscribe.slice(0, 2))
    release(9)
    await write(subscribe.slice(2))
    release(10)
    await new Promise(setImmediate)
    expect(sent).toEqual([subscribe, puback(9), puback(10)].flat())
  })
})
