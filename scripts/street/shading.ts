import type { Light } from './light.ts'

/** Shades a corner: place, its unit normal, its paint; writes linear red, green, blue into `into` at `offset`. */
export type Shade = (
  x: number,
  y: number,
  z: number,
  nx: number,
  ny: number,
  nz: number,
  red: number,
  green: number,
  blue: number,
  gloss: number,
  glow: number,
  into: Float64Array,
  offset: number,
) => void

/** Lambert's law for sun and lamps, a hemisphere for the sky, and a mirrored sky for what is glossy. */
export function createShade(light: Light, eye: readonly [number, number, number]): Shade {
  const { toSun, sun, sky, bounce, lamps } = light
  const [eyeX, eyeY, eyeZ] = eye

  return (x, y, z, nx, ny, nz, red, green, blue, gloss, glow, into, offset) => {
    const direct = Math.max(0, nx * toSun[0] + ny * toSun[1] + nz * toSun[2])
    const up = ny * 0.5 + 0.5
    // Less sky reaches what is low between other things.
    const open = 0.72 + 0.28 * Math.min(1, Math.max(0, y) / 0.8)
    let r = sun[0] * direct + (bounce[0] + (sky[0] - bounce[0]) * up) * open
    let g = sun[1] * direct + (bounce[1] + (sky[1] - bounce[1]) * up) * open
    let b = sun[2] * direct + (bounce[2] + (sky[2] - bounce[2]) * up) * open
    for (const { at, colour } of lamps) {
      const [dx, dy, dz] = [at[0] - x, at[1] - y, at[2] - z]
      const square = dx * dx + dy * dy + dz * dz
      const facing = (nx * dx + ny * dy + nz * dz) / Math.sqrt(square)
      const strength = Math.max(0.12, facing) / (1 + square * 0.16)
      r += colour[0] * strength
      g += colour[1] * strength
      b += colour[2] * strength
    }
    let shine = 0
    if (gloss > 0) {
      let [vx, vy, vz] = [eyeX - x, eyeY - y, eyeZ - z]
      const distance = 1 / Math.sqrt(vx * vx + vy * vy + vz * vz)
      vx *= distance
      vy *= distance
      vz *= distance
      const facing = nx * vx + ny * vy + nz * vz
      const mirroredX = 2 * facing * nx - vx
      const mirroredY = 2 * facing * ny - vy
      const mirroredZ = 2 * facing * nz - vz
      const above = mirroredY > 0 ? 0.15 + 0.8 * Math.min(1, mirroredY * mirroredY * 1.8) : 0.1
      const edge = (1 - Math.max(0, facing)) ** 4
      const sunwards = Math.max(0, mirroredX * toSun[0] + mirroredY * toSun[1] + mirroredZ * toSun[2])
      shine = gloss * ((0.07 + 0.6 * edge) * above * sky[1] * 1.2 + 0.55 * sun[1] * sunwards ** 40)
    }
    const own = glow * light.glow
    into[offset] = red * (r + own) + shine
    into[offset + 1] = green * (g + own) + shine
    into[offset + 2] = blue * (b + own) + shine
  }
}
