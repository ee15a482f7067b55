import { type CameraName, cameras } from '../street/cameras.ts'
import { type LightName, lights } from '../street/light.ts'
import type { StreetOptions } from '../street/options.ts'
import { createRandom } from '../street/random.ts'
import { unit } from '../street/space.ts'
import type { View } from '../street/street.ts'
import type { Pose } from '../street/view.ts'

/** A street to learn from, and from where and in which light it is seen. */
export type Film = { readonly options: StreetOptions; readonly view: View }

/** Streets of the sample and of tests are below, and never learnt from. */
const firstSeed = 100_000

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
  const base = lights[lightName]
  const light = {
    ...base,
    toSun: unit([between(-14, 14), between(5, 14), between(-6, 9)]),
    shadow: Math.min(0.9, base.shadow * between(0.7, 1.7)),
    exposure: base.exposure * between(0.7, 1.35),
    noise: base.noise * between(0.5, 2.5),
  }
  const options: StreetOptions = {
    ...{ seed, camera, light: lightName, rain: chance(0.15), seconds },
    ...{ fps: 5, width: 640, height: 360, crf: 23 },
  }
  return { options, view: { pose: pick([standard, across, across, along, along, along]), light } }
}
