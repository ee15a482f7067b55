/** YUV4MPEG2, what ffmpeg's `yuv4mpegpipe` writes: a header line, then for each frame the line `FRAME` and its planes. */

export type Picture = {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

export type Y4mParser = {
  /**
   * Takes the stream in pieces of any size.
   * @returns the pictures that this piece completed, each in bytes of its own
   * @throws Error when it is no 8-bit 4:2:0 YUV4MPEG2, or larger than 8192 × 8192; the parser is of no use after that
   */
  push(chunk: Uint8Array): Picture[]
}

const maxSide = 8192
const maxLine = 1024
const newline = 0x0a

type Size = { readonly width: number; readonly height: number; readonly bytes: number }

/** @param takeBytes gives each picture its bytes: shared memory, so that a worker reads it without a copy */
export function createY4mParser(takeBytes = sharedBytes): Y4mParser {
  let line = ''
  let size: Size | undefined
  let data: Uint8Array | undefined
  let filled = 0

  const takeLine = (chunk: Uint8Array, from: number): number => {
    const end = chunk.indexOf(newline, from)
    line += Buffer.from(chunk.subarray(from, end === -1 ? chunk.length : end)).toString('latin1')
    if (line.length > maxLine) throw malformed(`a line of more than ${maxLine} bytes`)
    if (end === -1) return chunk.length
    if (size === undefined) size = parseHeader(line)
    else if (line !== 'FRAME' && !line.startsWith('FRAME ')) throw malformed(`"${line.slice(0, 40)}" is not FRAME`)
    else {
      data = takeBytes(size.bytes)
      filled = 0
    }
    line = ''
    return end + 1
  }

  return {
    push(chunk) {
      const pictures: Picture[] = []
      let position = 0
      while (position < chunk.length) {
        if (data === undefined || size === undefined) {
          position = takeLine(chunk, position)
          continue
        }
        const piece = chunk.subarray(position, position + data.length - filled)
        data.set(piece, filled)
        filled += piece.length
        position += piece.length
        if (filled < data.length) continue
        pictures.push({ width: size.width, height: size.height, data })
        data = undefined
      }
      return pictures
    },
  }
}

function sharedBytes(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length))
}

function parseHeader(line: string): Size {
  const [magic, ...fields] = line.split(' ')
  if (magic !== 'YUV4MPEG2') throw malformed(`it begins with "${line.slice(0, 40)}"`)
  const field = (letter: string) => fields.find((text) => text.startsWith(letter))?.slice(1)
  const width = parseSide(field('W'), 'width')
  const height = parseSide(field('H'), 'height')
  const layout = field('C') ?? '420'
  if (!/^420(jpeg|mpeg2|paldv)?$/.test(layout)) throw malformed(`layout ${layout} is not 8-bit 4:2:0`)
  const chroma = Math.ceil(width / 2) * Math.ceil(height / 2)
  return { width, height, bytes: width * height + 2 * chroma }
}

function parseSide(text: string | undefined, name: string): number {
  const side = Number(text)
  if (!Number.isInteger(side) || side < 1 || side > maxSide) throw malformed(`${name} ${text ?? 'missing'}`)
  return side
}

function malformed(what: string): Error {
  return new Error(`decode: reading YUV4MPEG2: ${what}`)
}
