import { describe, expect, it } from 'vitest'
import { createY4mParser } from '../../../agent/decode/y4m.ts'

const header = 'YUV4MPEG2 W4 H2 F25:1 Ip A0:0 C420mpeg2 XYSCSS=420MPEG2\n'

function stream(frames: number, head = header, frameBytes = 12): Buffer {
  const parts = [Buffer.from(head)]
  for (let index = 0; index < frames; index += 1)
    parts.push(Buffer.from('FRAME\n'), Buffer.alloc(frameBytes, index + 10))
  return Buffer.concat(parts)
}

describe('the YUV4MPEG2 parser', () => {
  it.each([1, 2, 3, 5, 7, 13, 64, 1000])('reads the same pictures from pieces of %i bytes', (bytes) => {
    const parser = createY4mParser()
    const input = stream(3)
    const pictures = []
    for (let from = 0; from < input.length; from += bytes)
      pictures.push(...parser.push(input.subarray(from, from + bytes)))
    expect(pictures.map(({ width, height, data }) => [width, height, ...data])).toEqual([
      [4, 2, ...Array<number>(12).fill(10)],
      [4, 2, ...Array<number>(12).fill(11)],
      [4, 2, ...Array<number>(12).fill(12)],
    ])
  })

  it('gives each picture shared memory of its own', () => {
    const [first, second] = createY4mParser().push(stream(2))
    expect(first?.data.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(first?.data.buffer).not.toBe(second?.data.buffer)
  })

  it('rounds the chroma of odd sizes up', () => {
    const [picture] = createY4mParser().push(stream(1, 'YUV4MPEG2 W3 H3 F25:1\n', 9 + 2 * 4))
    expect(picture).toMatchObject({ width: 3, height: 3 })
  })

  it('takes parameters of a frame', () => {
    const pictures = createY4mParser().push(Buffer.from(`${header}FRAME Ip\n${'x'.repeat(12)}`))
    expect(pictures).toHaveLength(1)
  })

  it.each([
    ['something else', 'hello world\n', 'it begins with "hello world"'],
    ['no width', 'YUV4MPEG2 H2 F25:1\n', 'width missing'],
    ['a width of zero', 'YUV4MPEG2 W0 H2\n', 'width 0'],
    ['a fraction', 'YUV4MPEG2 W4.5 H2\n', 'width 4.5'],
    ['a picture too large', 'YUV4MPEG2 W4 H9000\n', 'height 9000'],
    ['another layout', 'YUV4MPEG2 W4 H2 C444\n', 'layout 444'],
    ['ten bits', 'YUV4MPEG2 W4 H2 C420p10\n', 'layout 420p10'],
    ['a line without an end', 'Y'.repeat(2000), 'more than 1024 bytes'],
    ['bytes between frames', `${header}FRAMES\n`, '"FRAMES" is not FRAME'],
  ])('refuses %s', (_, text, message) => {
    expect(() => createY4mParser().push(Buffer.from(text))).toThrow(message)
  })
})
