// biome-ignore-all lint/style/noNonNullAssertion: indices stay within arrays made for exactly this picture
/** Red, green, blue → planar YUV 4:2:0, BT.601 limited range; each chroma value is that of its upper left pixel. */
export function toI420(rgb: Uint8Array, width: number, height: number): Uint8Array {
  const [halfWidth, halfHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)]
  const data = new Uint8Array(width * height + 2 * halfWidth * halfHeight)
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    data[pixel] = 16 + (65.738 * rgb[pixel * 3]! + 129.057 * rgb[pixel * 3 + 1]! + 25.064 * rgb[pixel * 3 + 2]!) / 256
  }
  for (let row = 0, at = width * height; row < halfHeight; row += 1) {
    for (let column = 0; column < halfWidth; column += 1, at += 1) {
      const from = (row * 2 * width + column * 2) * 3
      const [r, g, b] = [rgb[from]!, rgb[from + 1]!, rgb[from + 2]!]
      data[at] = 128 + (-37.945 * r - 74.494 * g + 112.439 * b) / 256
      data[at + halfWidth * halfHeight] = 128 + (112.439 * r - 94.154 * g - 18.285 * b) / 256
    }
  }
  return data
}
