import type { Random } from './random.ts'
import { mix } from './space.ts'

/** Linear light, three numbers a pixel; each level half as large as the one before. */
export type Texture = readonly { readonly width: number; readonly height: number; readonly pixels: Float32Array }[]

type Shade = readonly [red: number, green: number, blue: number]

/** A sheet to paint on: pixels from the upper left corner, colours as a screen shows them. */
export type Sheet = {
  readonly width: number
  readonly height: number
  rectangle(x: number, y: number, width: number, height: number, colour: string, opacity?: number): void
  /** A rectangle whose opacity falls from one to the other, downwards. */
  fade(x: number, y: number, width: number, height: number, colour: string, opacities: readonly [number, number]): void
  /** Spots of lighter and darker, `scale` pixels wide, ±`strength` of 255. */
  speckle(random: Random, strength: number, scale: number): void
  texture(): Texture
}

export function createSheet(width: number, height: number, base: string): Sheet {
  const values = new Float32Array(width * height * 3)
  const sheet: Sheet = {
    width,
    height,
    rectangle: (x, y, w, h, text, opacity = 1) => sheet.fade(x, y, w, h, text, [opacity, opacity]),
    fade(x, y, w, h, text, [from, to]) {
      const paint = shadeOf(text)
      const [left, right] = [clamp(x, width), clamp(x + w, width)]
      for (let row = clamp(y, height); row < clamp(y + h, height); row++) {
        const opacity = mix(from, to, (row - y) / h)
        for (let i = (row * width + left) * 3; i < (row * width + right) * 3; i++) {
          values[i] = mix(values[i] as number, paint[i % 3] as number, opacity)
        }
      }
    },
    speckle(random, strength, scale) {
      const columns = Math.ceil(width / scale) + 1
      const spots = Float32Array.from({ length: columns * (Math.ceil(height / scale) + 1) }, () =>
        random.between(-strength, strength),
      )
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const spot = smooth(spots, columns, x / scale, y / scale)
          const start = (y * width + x) * 3
          for (let i = start; i < start + 3; i++) values[i] = (values[i] as number) + spot
        }
      }
    },
    texture: () =>
      levels(
        width,
        height,
        values.map((value) => (Math.max(0, Math.min(255, value)) / 255) ** 2.2),
      ),
  }
  sheet.rectangle(0, 0, width, height, base)
  return sheet
}

/** Red, green and blue of a texture where `u` and `v` (0–1, repeating) are, at a level of detail. */
export function sampled(texture: Texture, u: number, v: number, level: number, channel: number): number {
  const { width, height, pixels } = texture[Math.max(0, Math.min(texture.length - 1, level))] as Texture[number]
  const x = Math.min(width - 1, Math.floor((u - Math.floor(u)) * width))
  const y = Math.min(height - 1, Math.floor((v - Math.floor(v)) * height))
  return pixels[(y * width + x) * 3 + channel] as number
}

function shadeOf(text: string): Shade {
  const digits =
    text.length === 4 ? [...text.slice(1)].map((digit) => digit + digit) : (text.slice(1).match(/../g) ?? [])
  const [red = 0, green = 0, blue = 0] = digits.map((digit) => Number.parseInt(digit, 16))
  return [red, green, blue]
}

function clamp(value: number, limit: number): number {
  return Math.max(0, Math.min(limit, Math.round(value)))
}

function smooth(spots: Float32Array, columns: number, x: number, y: number): number {
  const [column, row] = [Math.floor(x), Math.floor(y)]
  const at = row * columns + column
  const upper = mix(spots[at] as number, spots[at + 1] as number, x - column)
  return mix(upper, mix(spots[at + columns] as number, spots[at + columns + 1] as number, x - column), y - row)
}

function levels(width: number, height: number, pixels: Float32Array): Texture {
  const texture = [{ width, height, pixels }]
  for (let last = texture[0]; last !== undefined && last.width > 4 && last.height > 4; last = texture.at(-1)) {
    const [w, h] = [last.width >> 1, last.height >> 1]
    const half = new Float32Array(w * h * 3)
    for (let i = 0; i < half.length; i++) {
      const [channel, x, y] = [i % 3, Math.floor(i / 3) % w, Math.floor(i / 3 / w)]
      const at = (row: number, column: number) =>
        last.pixels[((2 * y + row) * last.width + 2 * x + column) * 3 + channel] as number
      half[i] = (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1)) / 4
    }
    texture.push({ width: w, height: h, pixels: half })
  }
  return texture
}
