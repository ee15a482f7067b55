import { createRandom } from './random.ts'

/** Of a picture of half a million pixels. */
const drops = 420

/** Draws falling drops into a picture (red, green, blue, a byte each): other ones in each frame. */
export function createRain(width: number, height: number, seed: number): (pixels: Uint8Array, frame: number) => void {
  const count = Math.round((drops * width * height) / (960 * 540))
  const scale = height / 540

  return (pixels, frame) => {
    const random = createRandom(Math.imul(seed + 1, 7919) + frame)
    for (let drop = 0; drop < count; drop++) {
      const [x, y] = [random.between(0, width), random.between(-0.05, 1) * height]
      const length = random.between(8, 26) * scale
      const opacity = random.between(0.08, 0.28)
      for (let down = 0; down < length; down++)
        blend(pixels, Math.round(x - down * 0.12), Math.round(y + down), opacity)
    }
  }

  function blend(pixels: Uint8Array, x: number, y: number, opacity: number): void {
    if (x < 0 || x >= width || y < 0 || y >= height) return
    const start = (y * width + x) * 3
    for (let i = start; i < start + 3; i++) pixels[i] = (pixels[i] as number) * (1 - opacity) + 215 * opacity
  }
}
