import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { type RgbPicture, toRgb } from '../../../agent/media/rgb.ts'
import { takeSnapshot, takeThumbnail } from '../../../agent/media/snapshot.ts'
import { expectNear, plainFrame } from './pictures.ts'

const green = toRgb(plainFrame(64, 48, [145, 54, 34]))

describe('takeSnapshot', () => {
  it('is a JPEG of the same size and colours, named by its content', async () => {
    const { kind, sha256, jpeg } = await takeSnapshot(green)
    expect(kind).toBe('snapshot')
    expect(sha256).toBe(createHash('sha256').update(jpeg).digest('hex'))
    const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true })
    expect(info).toMatchObject({ format: 'raw', width: 64, height: 48, channels: 3 })
    expect((await sharp(jpeg).metadata()).format).toBe('jpeg')
    expectNear(data, [0, 255, 0], 6)
  })

  it('of the same picture is the same bytes', async () => {
    expect((await takeSnapshot(green)).sha256).toBe((await takeSnapshot(green)).sha256)
  })
})

/** Nothing compresses worse. */
function noise(width: number, height: number): RgbPicture {
  let state = 1
  const next = () => {
    state = (state * 48_271) % 2_147_483_647
    return state & 255
  }
  return { width, height, data: Uint8ClampedArray.from({ length: width * height * 3 }, next) }
}

describe('takeThumbnail', () => {
  it('shows the object, 320 pixels wide', async () => {
    const data = new Uint8ClampedArray(960 * 540 * 3)
    // Red where the object is and around it: right half.
    for (let pixel = 0; pixel < 960 * 540; pixel += 1) if (pixel % 960 >= 480) data[pixel * 3] = 255
    const { kind, jpeg } = await takeThumbnail({ width: 960, height: 540, data }, [0.7, 0.4, 0.1, 0.1])
    const { data: shown, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true })
    expect(kind).toBe('thumbnail')
    // A part of 192 pixels is not made larger than it is.
    expect(info).toMatchObject({ width: 192, height: 108 })
    expectNear(shown, [255, 0, 0], 6)
    const large = await takeThumbnail({ width: 960, height: 540, data }, [0.1, 0.1, 0.8, 0.8])
    expect(await sharp(large.jpeg).metadata()).toMatchObject({ width: 320, height: 180 })
  })

  it('is at most 10 KiB, whatever it shows, but for pure noise', async () => {
    const street = toRgb(plainFrame(960, 540, [100, 120, 130]))
    expect((await takeThumbnail(street, [0, 0, 1, 1])).jpeg.byteLength).toBeLessThan(2_000)
    const grain = noise(960, 540)
    const soft = await sharp(grain.data, { raw: { width: 960, height: 540, channels: 3 } })
      .blur(1.2)
      .raw()
      .toBuffer()
    const picture = { ...grain, data: Uint8ClampedArray.from(soft) }
    const { jpeg } = await takeThumbnail(picture, [0, 0, 1, 1])
    const usual = await sharp(soft, { raw: { width: 960, height: 540, channels: 3 } })
      .resize({ width: 320 })
      .jpeg({ quality: 70 })
      .toBuffer()
    expect(usual.byteLength).toBeGreaterThan(10_240)
    expect(jpeg.byteLength).toBeLessThanOrEqual(10_240)
  })
})
