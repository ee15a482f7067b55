import type { Frame } from '../decode/frame.ts'

/** Interleaved RGB, 8 bits each. */
export type RgbPicture = { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray }

type YuvPicture = Pick<Frame, 'width' | 'height' | 'data'>

/**
 * Converts one picture after the other into the same bytes: what a call gave is to be used up before the next call with another
 * picture. Arrays of a megapixel that come and go make V8 collect all its garbage every few seconds.
 */
export function createRgbConverter(): (picture: YuvPicture) => RgbPicture {
  let converted: { readonly from: YuvPicture; readonly rgb: RgbPicture } | undefined
  return (picture) => {
    if (converted?.from === picture) return converted.rgb
    const isSameSize = converted?.rgb.width === picture.width && converted.rgb.height === picture.height
    converted = { from: picture, rgb: toRgb(picture, isSameSize ? converted?.rgb.data : undefined) }
    return converted.rgb
  }
}

/**
 * I420 (BT.601, limited range) to RGB, in the fixed-point form of ITU-R BT.601.
 * @param rgb is written to: width × height × 3 bytes
 */
export function toRgb(
  { width, height, data }: YuvPicture,
  rgb: Uint8ClampedArray = new Uint8ClampedArray(width * height * 3),
): RgbPicture {
  const chromaWidth = (width + 1) >> 1
  const uPlane = width * height
  const vPlane = uPlane + chromaWidth * ((height + 1) >> 1)
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
