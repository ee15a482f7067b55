import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { takeSnapshot, toRgb } from '../../../agent/media/snapshot.ts'
import { plainFrame } from './pictures.ts'

/** ITU-R BT.601 at 75 % and 100 %: what every colour bar generator shows. */
const colours: [string, [number, number, number], [number, number, number]][] = [
  ['black', [16, 128, 128], [0, 0, 0]],
  ['white', [235, 128, 128], [255, 255, 255]],
  ['grey', [126, 128, 128], [128, 128, 128]],
  ['red', [81, 90, 240], [255, 0, 0]],
  ['green', [145, 54, 34], [0, 255, 0]],
  ['blue', [41, 240, 110], [0, 0, 255]],
  ['yellow', [210, 16, 146], [255, 255, 0]],
  ['blacker than black', [0, 128, 128], [0, 0, 0]],
]

function expectNear(actual: Iterable<number>, expected: readonly number[], tolerance: number): void {
  const worst = Math.max(...[...actual].map((value, index) => Math.abs(value - (expected[index % 3] as number))))
  expect(worst).toBeLessThanOrEqual(tolerance)
}

describe('toRgb', () => {
  it.each(colours)('makes %s', (_, yuv, rgb) => {
    expectNear(toRgb(plainFrame(4, 2, yuv)), rgb, 2)
  })

  it('gives each 2×2 block its own chroma, also at the edges of odd sizes', () => {
    const frame = plainFrame(5, 3, [81, 90, 240])
    const lastChroma = 3 * 2 - 1
    // The lower right pixel is blue: it has a chroma sample of its own.
    frame.data[14] = 41
    frame.data[15 + lastChroma] = 240
    frame.data[15 + 6 + lastChroma] = 110
    const rgb = toRgb(frame)
    expect(rgb.length).toBe(45)
    expectNear(rgb.subarray(42), [0, 0, 255], 2)
    expectNear(rgb.subarray(0, 42), [255, 0, 0], 2)
  })
})

describe('takeSnapshot', () => {
  it('is a JPEG of the same size and colours, named by its content', async () => {
    const { sha256, jpeg } = await takeSnapshot(plainFrame(64, 48, [145, 54, 34]))
    expect(sha256).toBe(createHash('sha256').update(jpeg).digest('hex'))
    const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true })
    expect(info).toMatchObject({ format: 'raw', width: 64, height: 48, channels: 3 })
    expect((await sharp(jpeg).metadata()).format).toBe('jpeg')
    expectNear(data, [0, 255, 0], 6)
  })

  it('of the same frame is the same bytes', async () => {
    const frame = plainFrame(64, 48, [81, 90, 240])
    expect((await takeSnapshot(frame)).sha256).toBe((await takeSnapshot(frame)).sha256)
  })
})
