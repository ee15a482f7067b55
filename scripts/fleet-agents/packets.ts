/**
 * MQTT 3.1.1 packets, as few as an agent needs, written and read by hand: a client library costs ten times what the
 * broker does, and a load generator must not be what is measured.
 */
const publishQos1 = 0x32
const retainFlag = 0x01

/** Section 3.1: a clean session with a last will at QoS 1, retained. */
export function connectPacket(clientId: string, keepAliveS: number, will: { topic: string; payload: Buffer }): Buffer {
  const flags = 0x02 | 0x04 | 0x08 | 0x20
  const variable = Buffer.from([0, 4, 0x4d, 0x51, 0x54, 0x54, 4, flags, keepAliveS >> 8, keepAliveS & 0xff])
  return packet(0x10, [variable, text(clientId), text(will.topic), sized(will.payload)])
}

/** Section 3.8, at QoS 1. */
export function subscribePacket(packetId: number, filters: readonly string[]): Buffer {
  return packet(0x82, [uint16(packetId), ...filters.flatMap((filter) => [text(filter), Buffer.from([1])])])
}

/** Section 3.3, at QoS 1. */
export function publishPacket(packetId: number, topic: string, payload: string, retain = false): Buffer {
  const topicBytes = Buffer.byteLength(topic)
  const bytes = 2 + topicBytes + 2 + Buffer.byteLength(payload)
  const header = lengthBytes(bytes)
  const whole = Buffer.allocUnsafe(1 + header.length + bytes)
  whole[0] = publishQos1 | (retain ? retainFlag : 0)
  header.forEach((byte, index) => {
    whole[1 + index] = byte
  })
  let at = whole.writeUInt16BE(topicBytes, 1 + header.length)
  at += whole.write(topic, at)
  at = whole.writeUInt16BE(packetId, at)
  whole.write(payload, at)
  return whole
}

/** Section 3.4. */
export function pubackPacket(packetId: number): Buffer {
  return Buffer.from([0x40, 2, packetId >> 8, packetId & 0xff])
}

export const pingPacket = Buffer.from([0xc0, 0])

export type Incoming =
  | { readonly kind: 'connack'; readonly code: number }
  | { readonly kind: 'puback' }
  | { readonly kind: 'suback'; readonly packetId: number }
  | { readonly kind: 'publish'; readonly topic: string; readonly payload: Buffer; readonly packetId?: number }

/** Cuts the bytes of a connection into packets, however they arrive; kinds that nobody waits for are left out. */
export function createPacketReader(onPacket: (packet: Incoming) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (let frame = frameOf(rest); frame !== undefined; frame = frameOf(rest)) {
      const found = read(rest[0] ?? 0, rest.subarray(frame.from, frame.to))
      rest = rest.subarray(frame.to)
      if (found !== undefined) onPacket(found)
    }
  }
}

function frameOf(bytes: Buffer): { from: number; to: number } | undefined {
  let length = 0
  for (let index = 1; index <= 4; index++) {
    const byte = bytes[index]
    if (byte === undefined) return undefined
    length += (byte & 127) * 128 ** (index - 1)
    if (byte < 128) {
      const to = index + 1 + length
      return to > bytes.length ? undefined : { from: index + 1, to }
    }
  }
  throw new Error('packets: a length of more than four bytes')
}

function read(header: number, body: Buffer): Incoming | undefined {
  switch (header >> 4) {
    case 2:
      return { kind: 'connack', code: body[1] ?? 255 }
    case 4:
      return { kind: 'puback' }
    case 9:
      return { kind: 'suback', packetId: body.readUInt16BE(0) }
    case 3: {
      const end = 2 + body.readUInt16BE(0)
      const topic = body.toString('utf8', 2, end)
      const isQos1 = (header & 0x06) !== 0
      return isQos1
        ? { kind: 'publish', topic, payload: body.subarray(end + 2), packetId: body.readUInt16BE(end) }
        : { kind: 'publish', topic, payload: body.subarray(end) }
    }
    default:
      return undefined
  }
}

function packet(header: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([header, ...lengthBytes(body.length)]), body])
}

function lengthBytes(length: number): number[] {
  return length < 128 ? [length] : [(length % 128) + 128, ...lengthBytes(Math.floor(length / 128))]
}

function text(value: string): Buffer {
  return sized(Buffer.from(value))
}

function sized(bytes: Buffer): Buffer {
  return Buffer.concat([uint16(bytes.length), bytes])
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff])
}
