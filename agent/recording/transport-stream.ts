/** MPEG transport streams (ISO/IEC 13818-1) of one programme, as ffmpeg writes them: just enough to cut them at key frames. */

/** What a picture says about itself, milliseconds on the stream's own time line. */
export type PictureStart = {
  readonly ptsMs: number
  /** Pictures come in this order; they are shown in that of `ptsMs`. */
  readonly dtsMs: number
  /** A player can start here. */
  readonly isKey: boolean
}

/** Whole packets, of one picture at most. */
export type Piece = {
  /** When a picture begins with these bytes. */
  readonly start: PictureStart | undefined
  readonly bytes: Buffer
}

export type TransportParser = {
  /** @throws Error when the bytes are no transport stream */
  push(chunk: Uint8Array): Piece[]
  /** The packets that say what is where: put before any piece, they make it the start of a stream. */
  tables(): Buffer
  codec(): VideoCodec
}

/** `other`: what a transport stream has no name for, e.g. Motion JPEG. */
export type VideoCodec = 'h264' | 'hevc' | 'mpeg' | 'other'

export const packetBytes = 188
const syncByte = 0x47
/** PTS and DTS have 33 bits of a 90 kHz clock, and start again after 26 hours. */
const wrapMs = 2 ** 33 / 90

/** ISO/IEC 13818-1, table 2-34. */
const codecs: Readonly<Record<number, VideoCodec>> = { 1: 'mpeg', 2: 'mpeg', 16: 'mpeg', 27: 'h264', 36: 'hevc' }

export function createTransportParser(): TransportParser {
  let rest = Buffer.alloc(0)
  let pat: Buffer = Buffer.alloc(0)
  let pmt: Buffer = Buffer.alloc(0)
  let pmtPid: number | undefined
  let video: { readonly pid: number; readonly codec: VideoCodec } | undefined
  let lastDtsMs = 0

  const unwrap = (ms: number): number => ms + Math.round((lastDtsMs - ms) / wrapMs) * wrapMs

  const startOf = (packet: Buffer): PictureStart | undefined => {
    const pes = payloadOf(packet)
    if (pes === undefined || pes.length < 19 || pes.readUIntBE(0, 3) !== 1) return undefined
    const has = pes.readUInt8(7) >> 6
    if (has < 2) return undefined
    const ptsMs = unwrap(timestampMs(pes, 9))
    const dtsMs = has === 3 ? unwrap(timestampMs(pes, 14)) : ptsMs
    lastDtsMs = dtsMs
    return { ptsMs, dtsMs, isKey: isRandomAccess(packet) }
  }

  const read = (packet: Buffer): PictureStart | undefined => {
    if (packet.readUInt8(0) !== syncByte) throw new Error('recording: reading a transport stream that is none')
    const flags = packet.readUInt16BE(1)
    const pid = flags & 0x1fff
    if ((flags & 0x4000) === 0) return undefined
    if (pid === 0) {
      pat = Buffer.from(packet)
      pmtPid = readPmtPid(packet)
    } else if (pid === pmtPid) {
      pmt = Buffer.from(packet)
      video = readVideo(packet) ?? video
    }
    return pid === video?.pid ? startOf(packet) : undefined
  }

  return {
    push(chunk) {
      const bytes = Buffer.concat([rest, chunk])
      const end = bytes.length - (bytes.length % packetBytes)
      const pieces: Piece[] = []
      let from = 0
      let start: PictureStart | undefined
      for (let at = 0; at < end; at += packetBytes) {
        const next = read(bytes.subarray(at, at + packetBytes))
        if (next === undefined) continue
        if (at > from) pieces.push({ start, bytes: bytes.subarray(from, at) })
        from = at
        start = next
      }
      if (end > from) pieces.push({ start, bytes: bytes.subarray(from, end) })
      rest = Buffer.from(bytes.subarray(end))
      return pieces
    },
    tables: () => Buffer.concat([pat, pmt]),
    codec: () => video?.codec ?? 'other',
  }
}

function payloadOf(packet: Buffer): Buffer | undefined {
  const control = packet.readUInt8(3) >> 4
  if ((control & 1) === 0) return undefined
  const from = 4 + ((control & 2) === 0 ? 0 : 1 + packet.readUInt8(4))
  return from < packetBytes ? packet.subarray(from) : undefined
}

function isRandomAccess(packet: Buffer): boolean {
  const hasAdaptation = (packet.readUInt8(3) & 0x20) !== 0 && packet.readUInt8(4) > 0
  return hasAdaptation && (packet.readUInt8(5) & 0x40) !== 0
}

/** 33 bits in five bytes, with marker bits between. */
function timestampMs(pes: Buffer, at: number): number {
  const high = (pes.readUInt8(at) >> 1) & 7
  const middle = pes.readUInt16BE(at + 1) >> 1
  const low = pes.readUInt16BE(at + 3) >> 1
  return (high * 2 ** 30 + middle * 2 ** 15 + low) / 90
}

/** A table, from its `table_id` on; ours fit into one packet. */
function sectionOf(packet: Buffer): Buffer | undefined {
  const payload = payloadOf(packet)
  return payload?.subarray(1 + payload.readUInt8(0))
}

function readPmtPid(packet: Buffer): number | undefined {
  const section = sectionOf(packet)
  return section === undefined || section.length < 12 ? undefined : section.readUInt16BE(10) & 0x1fff
}

function readVideo(packet: Buffer): { pid: number; codec: VideoCodec } | undefined {
  const section = sectionOf(packet)
  if (section === undefined || section.length < 17) return undefined
  const first = 12 + (section.readUInt16BE(10) & 0xfff)
  if (section.length < first + 5) return undefined
  return { pid: section.readUInt16BE(first + 1) & 0x1fff, codec: codecs[section.readUInt8(first)] ?? 'other' }
}
