import type { Socket } from 'node:net'

/**
 * Watches the framing of MQTT packets (3.1.1, section 2.2.3) as bytes arrive. The parser of the broker would gather up to
 * 256 MiB for one packet before anybody could refuse it.
 * @returns whether the stream still keeps to the limit
 */
export function createPacketLimit(maxBytes: number): (chunk: Uint8Array) => boolean {
  let toSkip = 0
  let length = 0
  let factor = 0 // 0: the next byte is a packet type; otherwise the weight of the next length byte
  return (chunk) => {
    let index = 0
    while (index < chunk.length) {
      if (toSkip > 0) {
        const step = Math.min(toSkip, chunk.length - index)
        toSkip -= step
        index += step
        continue
      }
      const byte = chunk[index] ?? 0
      index += 1
      if (factor === 0) {
        factor = 1
        length = 0
        continue
      }
      length += (byte & 127) * factor
      factor *= 128
      if (length > maxBytes || factor > 128 ** 4) return false
      if (byte < 128) {
        toSkip = length
        factor = 0
      }
    }
    return true
  }
}

/**
 * Destroys a socket that begins a packet over the limit. The reader of the socket must read it through 'readable' and be
 * attached already: a 'data' listener then sees what is read without changing how it flows.
 */
export function limitPackets(socket: Socket, maxBytes: number): void {
  const withinLimit = createPacketLimit(maxBytes)
  socket.on('data', (chunk: Buffer) => {
    if (!withinLimit(chunk)) socket.destroy(new Error(`broker: a packet of more than ${maxBytes} bytes`))
  })
}
