import { type Layers, samplesPerSide, type Tiles } from './layers.ts'
import type { Light } from './light.ts'
import { createRandom, type Random } from './random.ts'

export type Darkroom = {
  /** Everything anew: the empty street. */
  developAll(): void
  /**
   * The picture of what was drawn: tone-mapped, with the noise of the sensor.
   * @param tiles what differs from the empty street
   * @returns red, green, blue, a byte each; valid until the next call
   */
  develop(tiles: Tiles, frame: number): Uint8Array
}

const steps = 4096
const brightest = 2.2
const hazeFrom = 35

/** Samples → pixels. Only what changed is computed anew; noise is laid over all of it. */
export function createDarkroom(layers: Layers, light: Light, seed: number): Darkroom {
  const width = layers.width / samplesPerSide
  const height = layers.height / samplesPerSide
  const curve = toneCurve(light.exposure)
  const clean = new Uint8Array(width * height * 3)
  const noisy = new Uint8Array(clean.length)
  const grain = createGrain(createRandom(seed), light.noise)
  let street = clean

  return {
    developAll() {
      square(0, 0, layers.width, layers.height)
      street = clean.slice()
    },
    develop(tiles, frame) {
      clean.set(street)
      tiles.each(square)
      const start = Math.imul(frame + 1, 0x9e3779b1) >>> 0
      for (let pixel = 0; pixel < width * height; pixel++) {
        const noise = grain[(pixel + start) & (grain.length - 1)] as number
        for (let i = pixel * 3; i < pixel * 3 + 3; i++) {
          const value = (clean[i] as number) + noise
          noisy[i] = value < 0 ? 0 : value > 255 ? 255 : value
        }
      }
      return noisy
    },
  }

  function square(left: number, top: number, right: number, bottom: number): void {
    for (let y = top; y < bottom; y += samplesPerSide) {
      for (let x = left; x < right; x += samplesPerSide) pixel(x, y)
    }
  }

  function pixel(left: number, top: number): void {
    let [red, green, blue] = [0, 0, 0]
    for (let y = top; y < top + samplesPerSide; y++) {
      for (let x = left; x < left + samplesPerSide; x++) {
        const sample = y * layers.width + x
        const near = layers.nearness[sample] as number
        const haze = near * hazeFrom > 1 ? 0 : near === 0 ? 1 : Math.min(0.6, (1 / near - hazeFrom) / 150)
        const own = (layers.gain[sample] as number) * (1 - haze)
        red += (layers.light[sample * 3] as number) * own + light.haze[0] * haze
        green += (layers.light[sample * 3 + 1] as number) * own + light.haze[1] * haze
        blue += (layers.light[sample * 3 + 2] as number) * own + light.haze[2] * haze
      }
    }
    const scale = steps / brightest / samplesPerSide ** 2
    const i = ((top / samplesPerSide) * width + left / samplesPerSide) * 3
    clean[i] = curve[Math.min(steps, red * scale) | 0] as number
    clean[i + 1] = curve[Math.min(steps, green * scale) | 0] as number
    clean[i + 2] = curve[Math.min(steps, blue * scale) | 0] as number
  }
}

/** The filmic curve of Krzysztof Narkowicz's ACES approximation, then the gamma of screens. */
function toneCurve(exposure: number): Uint8Array {
  return Uint8Array.from({ length: steps + 1 }, (_, i) => {
    const x = (i / steps) * brightest * 0.62 * exposure
    const mapped = (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14)
    return Math.min(255, 255 * Math.min(1, mapped) ** (1 / 2.2))
  })
}

/** Bell-shaped numbers: the sum of four even ones. A prime offset per frame keeps it from standing still. */
function createGrain({ next }: Random, deviation: number): Int8Array {
  return Int8Array.from({ length: 1 << 18 }, () =>
    Math.round((next() + next() + next() + next() - 2) * deviation * 1.73),
  )
}
