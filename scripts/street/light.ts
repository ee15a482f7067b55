import { type Colour, colour } from './colour.ts'
import { type Point3, unit } from './space.ts'

export type LightName = 'day' | 'dusk' | 'night'

export type Light = {
  readonly toSun: Point3
  readonly sun: Colour
  /** What comes from above and what the ground throws back. */
  readonly sky: Colour
  readonly bounce: Colour
  readonly haze: Colour
  readonly lamps: readonly { readonly at: Point3; readonly colour: Colour }[]
  /** Share of `glow` that lamps of vehicles and windows give. */
  readonly glow: number
  /** Light on ground in full shadow, as a share of that in the open. */
  readonly shadow: number
  readonly exposure: number
  /** Standard deviation of what the sensor adds, of 255. */
  readonly noise: number
}

const lampPosts = [-14, 2, 18, 34].flatMap((x): Point3[] => [
  [x, 6.2, -3.6],
  [x + 8, 6.2, 3.8],
])

const street = (strength: number) =>
  lampPosts.map((at): Light['lamps'][number] => ({ at, colour: [strength, strength * 0.82, strength * 0.55] }))

export const lights: Readonly<Record<LightName, Light>> = {
  // The sun stands beside the cameras: shadows fall where they are seen.
  day: {
    toSun: unit([-9, 11, 3.5]),
    sun: [1.5, 1.44, 1.3],
    sky: [0.72, 0.78, 0.86],
    bounce: [0.38, 0.36, 0.33],
    haze: colour('#c3ced8'),
    lamps: [],
    glow: 0,
    shadow: 0.42,
    exposure: 1,
    noise: 0.6,
  },
  dusk: {
    toSun: unit([-14, 7, 4]),
    sun: [0.72, 0.42, 0.2],
    sky: [0.34, 0.33, 0.44],
    bounce: [0.2, 0.17, 0.16],
    haze: colour('#a98a82'),
    lamps: street(1.3),
    glow: 0.8,
    shadow: 0.62,
    exposure: 1.1,
    noise: 1.2,
  },
  night: {
    toSun: unit([-4, 12, 6]),
    sun: [0.02, 0.024, 0.034],
    sky: [0.05, 0.056, 0.08],
    bounce: [0.03, 0.03, 0.032],
    haze: colour('#20242c'),
    lamps: street(2.4),
    glow: 1,
    shadow: 0.6,
    exposure: 1.5,
    noise: 2.2,
  },
}

/** An overcast sky: hardly a shadow, and all of it a little darker. */
export function rainy(light: Light): Light {
  const scaled = ([r, g, b]: Colour, share: number): Colour => [r * share, g * share, b * share]
  return {
    ...light,
    sun: scaled(light.sun, 0.25),
    sky: scaled(light.sky, 1.12),
    shadow: 1 - (1 - light.shadow) * 0.4,
    noise: light.noise + 0.5,
  }
}
