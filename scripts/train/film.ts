import { type CameraName, cameras } from '../street/cameras.ts'
import { type Light, type LightName, lights } from '../street/light.ts'
import type { StreetOptions } from '../street/options.ts'
import { createRandom, type Random } from '../street/random.ts'
import { unit } from '../street/space.ts'
import type { View } from '../street/street.ts'
import type { Pose } from '../street/view.ts'

/** A street to learn from, and from where and in which light it is seen. */
export type Film = { readonly options: StreetOptions; readonly view: View }

/** Streets of the sample and of tests are below, and never learnt from. */
const firstSeed = 100_000
const firstCloseSeed = 200_000

/** Most are seen from anywhere beside or above the street, a few from where the sample's cameras are. */
export function filmOf(number: number, seconds: number): Film {
  const seed = firstSeed + number
  const random = createRandom(seed).fork('film')
  const { between, chance, pick } = random
  const camera: CameraName = pick(['pole', 'pole', 'gate', 'pavement'])
  const lightName: LightName = pick(['day', 'day', 'day', 'day', 'dusk', 'night'])
  const standard = cameras[camera].pose
  const across: Pose = {
    eye: [between(-10, 9), between(2.6, 8.5), between(7.5, 16)],
    target: [between(-5, 5), between(0, 1.2), between(-4, 3)],
    field: between(24, 58),
  }
  // Over the road, as traffic cameras are: vehicles come towards it, or leave.
  const side = chance(0.5) ? 1 : -1
  const along: Pose = {
    eye: [side * between(9, 15), between(3, 8.5), between(-4.5, 6)],
    target: [side * between(-6, 3), between(0, 1), between(-2.5, 2.5)],
    field: between(18, 50),
  }
  const light = lightOf(lightName, random)
  const options = optionsOf(seed, camera, lightName, seconds, random)
  return { options, view: { pose: pick([standard, across, across, along, along, along]), light } }
}

/** As cameras in shops, halls and over doors see who is there: as high as half of the picture and more, cut off by its edges. */
export function closeFilmOf(number: number, seconds: number): Film {
  const seed = firstCloseSeed + number
  const random = createRandom(seed).fork('film')
  const { between, chance, pick } = random
  const camera: CameraName = pick(['pole', 'gate', 'pavement'])
  const lightName: LightName = pick(['day', 'day', 'day', 'dusk'])
  const { stage } = cameras[camera]
  const z = stage.side * 6.2
  // Behind the far pavement stand the houses.
  const side = stage.side === -1 || chance(0.5) ? 1 : -1
  const before: Pose = {
    eye: [stage.x + between(-3.5, 3.5), between(1.9, 3.4), z + side * between(1.8, 5)],
    target: [stage.x + between(-1.2, 1.2), between(0.5, 1.1), z - side * between(0, 1)],
    field: between(38, 62),
  }
  // Along the kerb, where vehicles pass close by and whoever walks comes nearer or leaves.
  const kerb: Pose = {
    eye: [stage.x + side * between(4, 7), between(1.9, 3.6), z - stage.side * between(0, 2.5)],
    target: [stage.x - side * between(0, 3), between(0.4, 1.1), z - stage.side * between(0, 4)],
    field: between(34, 58),
  }
  const light = lightOf(lightName, random)
  const options = optionsOf(seed, camera, lightName, seconds, random)
  return { options, view: { pose: pick([before, before, kerb]), light } }
}

function lightOf(name: LightName, { between }: Random): Light {
  const base = lights[name]
  return {
    ...base,
    toSun: unit([between(-14, 14), between(5, 14), between(-6, 9)]),
    shadow: Math.min(0.9, base.shadow * between(0.7, 1.7)),
    exposure: base.exposure * between(0.7, 1.35),
    noise: base.noise * between(0.5, 2.5),
  }
}

function optionsOf(
  seed: number,
  camera: CameraName,
  light: LightName,
  seconds: number,
  { chance }: Random,
): StreetOptions {
  return { seed, camera, light, rain: chance(0.15), seconds, fps: 5, width: 640, height: 360, crf: 23 }
}
