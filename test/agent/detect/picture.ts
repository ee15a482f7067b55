import sharp from 'sharp'
import type { Frame } from '../../../agent/decode/frame.ts'

/** Red, green, blue of a pixel, 0–255. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** A still as the decoder would hand it on. */
export async function loadPicture(file: string): Promise<Frame> {
  const { data, info } = await sharp(file)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return toFrame(info.width, info.height, (x, y) => {
    const at = (y * info.width + x) * 3
    return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0]
  })
}

/** A picture whose pixels a function tells, as I420, BT.601 limited range; each chroma sample is the mean of its pixels. */
export function toFrame(width: number, height: number, colourAt: (x: number, y: number) => Rgb): Frame {
  const chromaWidth = Math.ceil(width / 2)
  const chromaSize = chromaWidth * Math.ceil(height / 2)
  const data = new Uint8Array(new SharedArrayBuffer(width * height + 2 * chromaSize))
  const chroma = Array.from({ length: chromaSize }, () => ({ blue: 0, red: 0, count: 0 }))
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [r, g, b] = colourAt(x, y)
      data[y * width + x] = Math.round(16 + 0.256788 * r + 0.504129 * g + 0.097906 * b)
      const sample = chroma[(y >> 1) * chromaWidth + (x >> 1)]
      if (sample === undefined) continue
      sample.blue += 128 - 0.148223 * r - 0.290993 * g + 0.439216 * b
      sample.red += 128 + 0.439216 * r - 0.367788 * g - 0.071427 * b
      sample.count += 1
    }
  }
  for (const [index, { blue, red, count }] of chroma.entries()) {
    data[width * height + index] = Math.round(blue / count)
    data[width * height + chromaSize + index] = Math.round(red / count)
  }
  return { at: 0, width, height, data }
}
