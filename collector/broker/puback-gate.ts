import { Duplex } from 'node:stream'

export type PubackGate = {
  /** The connection as the client library sees it: what it reads is the socket's, its PUBACKs go nowhere. */
  readonly stream: Duplex
  /** Acknowledges a message to the broker, now. */
  release(packetId: number): void
}

/**
 * Keeps a client library from acknowledging messages before they are stored: it does so by itself, one after the other,
 * and reads on only then, so that to make it wait would be one commit for every message. Its PUBACK packets (MQTT 3.1.1,
 * section 3.4: 0x40 0x02, packet id) are taken out of what it writes; who stores the message sends them instead.
 */
export function gatePubacks(socket: Duplex): PubackGate {
  const filter = createPubackFilter()
  /** A library writes a packet in pieces: what is released between two of them must wait, or both are malformed. */
  const held: Buffer[] = []
  const stream = new Duplex({
    read: () => void socket.resume(),
    write(chunk: Buffer, _encoding, done) {
      const kept = Buffer.concat([filter(chunk), ...(filter.isBetweenPackets() ? held.splice(0) : [])])
      if (kept.length === 0) done()
      else socket.write(kept, done)
    },
    final: (done) => void socket.end(done),
    destroy(error, done) {
      socket.destroy()
      done(error)
    },
  })
  socket.on('data', (chunk: Buffer) => {
    if (!stream.push(chunk)) socket.pause()
  })
  socket.on('end', () => stream.push(null))
  socket.on('error', (error) => stream.destroy(error))
  socket.on('close', () => stream.destroy())
  return {
    stream,
    release(packetId) {
      const puback = Buffer.from([0x40, 2, packetId >> 8, packetId & 0xff])
      if (!filter.isBetweenPackets()) held.push(puback)
      else if (!socket.destroyed) socket.write(puback)
    },
  }
}

export type PubackFilter = {
  (chunk: Uint8Array): Buffer
  /** Whether a packet of somebody else may follow what was let through. */
  isBetweenPackets(): boolean
}

/** Takes PUBACK packets out of a stream of packets, however it is cut into chunks. */
export function createPubackFilter(): PubackFilter {
  let toPass = 0
  let toDrop = 0
  let length = 0
  let factor = 0 // 0: the next byte is a packet type; otherwise the weight of the next length byte
  let isPuback = false
  const filter = (chunk: Uint8Array): Buffer => {
    const kept: number[][] = []
    let from = 0
    const keep = (until: number): void => {
      if (until > from) kept.push([from, until])
    }
    for (let index = 0; index < chunk.length; ) {
      if (toPass > 0) {
        const step = Math.min(toPass, chunk.length - index)
        toPass -= step
        index += step
      } else if (toDrop > 0) {
        const step = Math.min(toDrop, chunk.length - index)
        toDrop -= step
        index += step
        from = index
      } else {
        const byte = chunk[index] ?? 0
        if (factor === 0) {
          isPuback = byte === 0x40
          if (isPuback) keep(index)
          length = 0
          factor = 1
        } else {
          length += (byte & 127) * factor
          factor = byte < 128 ? 0 : factor * 128
          if (factor === 0) [toPass, toDrop] = isPuback ? [0, length] : [length, 0]
        }
        index += 1
        if (isPuback) from = index
      }
    }
    if (toDrop === 0 && !(isPuback && factor > 0)) keep(chunk.length)
    return Buffer.concat(kept.map(([start, end]) => chunk.subarray(start, end)))
  }
  return Object.assign(filter, { isBetweenPackets: () => toPass === 0 && toDrop === 0 && factor === 0 })
}
