import type { Frame } from '../decode/frame.ts'

/** Interleaved RGB, 8 bits each. */
export type RgbPicture = { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }

/** I420 (BT.601, limited range) to RGB, in the fixed-point form of ITU-R BT.601. */
export function toRgb({ width, height, data }: Pick<Frame, 'width' | 'height' | 'data'>): RgbPicture {
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
  return { width, height, data: rgb }
}
