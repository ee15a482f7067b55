import { createHash } from 'node:crypto'
import sharp from 'sharp'
import type { Frame } from '../decode/frame.ts'
import type { Picture } from './media-folder.ts'

const quality = 80

/**
 * The frame as a JPEG, whole and unmarked: boxes are drawn by whoever looks at it.
 * @throws Error when the frame is no picture that libvips can encode
 */
export async function takeSnapshot(frame: Frame): Promise<Picture> {
  const { width, height } = frame
  const jpeg = await sharp(toRgb(frame), { raw: { width, height, channels: 3 } })
    .jpeg({ quality })
    .toBuffer()
  return { kind: 'snapshot', sha256: createHash('sha256').update(jpeg).digest('hex'), jpeg }
}

/**
 * I420 (BT.601, limited range) to interleaved RGB, 8 bits each, in the fixed-point form of ITU-R BT.601.
 * @returns width × height × 3 bytes
 */
export function toRgb({ width, height, data }: Frame): Uint8ClampedArray {
  const chromaWidth = (width + 1) >> 1
  const uPlane = width * height
  const vPlane = uPlane + chromaWidth * ((height + 1) >> 1)
  const rgb = new Uint8ClampedArray(width * height * 3)
  for (let y = 0, out = 0; y < height; y++) {
    const chromaRow = (y >> 1) * chromaWidth
    for (let x = 0; x < width; x++) {
      const chroma = chromaRow + (x >> 1)
      const luma = 298 * ((data[y * width + x] as number) - 16) + 128
      const u = (data[uPlane + chroma] as number) - 128
      const v = (data[vPlane + chroma] as number) - 128
      rgb[out++] = (luma + 409 * v) >> 8
      rgb[out++] = (luma - 100 * u - 208 * v) >> 8
      rgb[out++] = (luma + 516 * u) >> 8
    }
  }
  return rgb
}
