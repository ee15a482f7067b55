import { type Colour, dimmed, matt, type Paint } from './colour.ts'
import { type Figure, type Joint, joint } from './figure.ts'
import { type Limbs, standing, walking } from './gait.ts'
import { type Sculpture, sculpture } from './mesh.ts'
import { type Outfit, outfit } from './outfit.ts'
import type { Random } from './random.ts'
import { ball, box, loft, type Ring } from './shapes.ts'
import { shift, stretch, turn, within } from './space.ts'

export type Body = { readonly root: Joint; readonly limbs: Limbs; readonly scale: number; readonly bag: Joint }

/** Somebody on foot. */
export function pedestrian(random: Random, rain: boolean): Figure {
  const body = person(random, outfit(random, { rides: false, rain }))
  const phase = random.between(0, 6.28)
  return {
    class: 'pedestrian',
    root: body.root,
    length: 0.6,
    width: 0.6,
    pose(stride) {
      if (stride.speed > 0.05) walking(body.limbs, stride, phase)
      else standing(body.limbs, stride.sway * (phase > 3 ? 1 : -1))
    },
    carry: (isCarrying) => {
      body.bag.isHidden = !isCarrying
    },
  }
}

/** A body of joints whose feet are at the height 0 of its root. */
export function person(random: Random, wear: Outfit): Body {
  const scale = random.between(0.93, 1.06) * (wear.isWoman ? 0.96 : 1.02)
  const root = joint(undefined, 0, 0, 0, scale)
  const hips = joint(root, 0, 0.93, 0)
  const torso = joint(hips, 0, 0.04, 0)
  const wide = wear.isWoman ? 0.92 : 1.04
  const { fat } = wear

  hips.mesh = pelvis(wear, wide)
  torso.mesh = trunk(wear, wide)
  const head = joint(torso, 0.025, 0.66, 0)
  head.mesh = headOf(wear)
  const sides = [1, -1].map((side) => {
    const upperArm = joint(torso, 0, 0.435, side * 0.19 * wide)
    upperArm.mesh = skinOver(wear.shirt, [
      [0.035, 0.035, 0.03],
      [0.01, 0.058, 0.052],
      [-0.08, 0.056, 0.05],
      [-0.29, 0.042, 0.042],
      [-0.31, 0.03, 0.03],
    ])
    const forearm = joint(upperArm, 0, -0.29, 0)
    forearm.mesh = forearmOf(wear)
    const thigh = joint(hips, 0, -0.04, side * 0.088 * wide)
    thigh.mesh = skinOver(wear.trousers, [
      [0.06, 0.07, 0.06],
      [0, 0.1 * fat, 0.086],
      [-0.15, 0.092, 0.082],
      [-0.42, 0.062, 0.062],
      [-0.45, 0.05, 0.05],
    ])
    const shank = joint(thigh, 0, -0.43, 0)
    shank.mesh = skinOver(wear.isSkirt ? wear.skin : wear.trousers, [
      [0.04, 0.05, 0.05],
      [0, 0.063, 0.06],
      [-0.12, 0.066, 0.058, -0.012],
      [-0.38, 0.052, 0.05],
      [-0.41, 0.055, 0.053],
    ])
    const foot = joint(shank, 0, -0.43, 0)
    foot.mesh = skinOver(wear.shoes, [
      [-0.05, 0.135, 0.045, 0.055],
      [-0.03, 0.135, 0.048, 0.055],
      [0, 0.09, 0.045, 0.03],
      [0.03, 0.05, 0.042],
    ])
    return { side, upperArm, forearm, thigh, shank, foot }
  })
  const bag = joint(sides[0]?.forearm, 0, -0.46, 0)
  bag.mesh = handbag(wear.bag)
  bag.isHidden = !wear.carries
  return { root, limbs: { hips, torso, head, sides }, scale, bag }
}

/** Also what lies on the ground once it was left behind. */
export function handbag(paint: Paint) {
  const made = sculpture()
  made.add(box, paint, stretch(0.34, 0.27, 0.15))
  made.add(box, { ...paint, colour: dimmed(paint.colour, 0.5) }, within(shift(0, 0.17, 0), stretch(0.16, 0.08, 0.03)))
  return made.mesh()
}

function pelvis({ trousers, isSkirt, fat }: Outfit, wide: number) {
  const made = sculpture()
  made.add(
    loft([
      [-0.14, 0.1 * fat, 0.13 * wide],
      [-0.06, 0.125 * fat, 0.168 * wide],
      [0.06, 0.118 * fat, 0.16 * wide],
    ]),
    trousers,
  )
  if (isSkirt)
    made.add(
      loft([
        [-0.48, 0.2, 0.22],
        [-0.2, 0.16, 0.2],
        [0.06, 0.12, 0.16],
      ]),
      trousers,
    )
  return made.mesh()
}

function trunk({ shirt, skin, fat, isCoat, isWoman, backpack }: Outfit, wide: number) {
  const made = sculpture()
  const hem: Ring = [isCoat ? -0.3 : -0.07, 0.135 * fat, (isCoat ? 0.2 : 0.172) * wide]
  made.add(
    loft(
      [
        hem,
        [-0.02, 0.13 * fat, 0.17 * wide],
        [0.12, 0.115 * fat, 0.148 * wide * fat],
        [0.26, 0.13 * fat, 0.168 * wide, 0.005],
        [0.36, 0.135 * fat, 0.182 * wide, 0.005],
        [0.43, 0.11 * fat, 0.185 * wide],
        [0.475, 0.085, 0.15 * wide],
        [0.505, 0.06, 0.075],
      ],
      14,
    ),
    shirt,
  )
  if (isWoman)
    for (const side of [1, -1])
      made.add(ball, shirt, within(shift(0.095, 0.3, 0.07 * side), stretch(0.06, 0.065, 0.07)))
  // Folds: darker bands that break up the plain colour.
  const fold = { ...shirt, colour: dimmed(shirt.colour, 0.6) }
  made.add(box, fold, within(shift(0.02, 0.1, 0), within(turn(0.25, 0, 0.1), stretch(0.25, 0.012, 0.28 * wide))))
  made.add(box, fold, within(shift(0.02, 0.22, 0), within(turn(-0.2, 0, 0), stretch(0.262, 0.01, 0.3 * wide))))
  made.add(
    loft([
      [0.48, 0.055, 0.058],
      [0.58, 0.048, 0.05, 0.015],
    ]),
    skin,
  )
  if (backpack) made.add(ball, backpack, within(shift(-0.2, 0.26, 0), stretch(0.11, 0.22, 0.16)))
  return made.mesh()
}

function forearmOf({ shirt, skin, isLongSleeved }: Outfit) {
  const made = sculpture()
  const rings: Ring[] = [
    [0.03, 0.03, 0.03],
    [0, 0.043, 0.043],
    [-0.08, 0.043, 0.042],
    [-0.24, 0.03, 0.032],
  ]
  made.add(loft(rings), isLongSleeved ? shirt : skin)
  made.add(ball, skin, within(shift(0.01, -0.3, 0), stretch(0.035, 0.08, 0.028)))
  return made.mesh()
}

const facePaint = matt('#241a14')
const lipPaint = matt('#8a4a40')

function headOf(wear: Outfit) {
  const made = sculpture()
  const { skin } = wear
  made.add(
    loft(
      [
        [-0.115, 0.035, 0.03, 0.045],
        [-0.1, 0.055, 0.045, 0.03],
        [-0.05, 0.085, 0.065, 0.008],
        [0, 0.095, 0.075],
        [0.05, 0.098, 0.078, -0.003],
        [0.09, 0.08, 0.065, -0.006],
        [0.115, 0.045, 0.04, -0.008],
      ],
      14,
    ),
    skin,
  )
  for (const side of [1, -1]) {
    made.add(box, facePaint, within(shift(0.088, 0.015, 0.03 * side), stretch(0.02, 0.012, 0.026)))
    made.add(ball, skin, within(shift(0, 0, 0.078 * side), stretch(0.02, 0.03, 0.012)))
  }
  if (wear.mask) made.add(ball, wear.mask, within(shift(0.055, -0.05, 0), stretch(0.055, 0.05, 0.06)))
  else made.add(box, lipPaint, within(shift(0.082, -0.055, 0), stretch(0.02, 0.01, 0.04)))
  cover(made, wear)
  return made.mesh()
}

const visor = { colour: [0.01, 0.01, 0.01] as Colour, gloss: 0.45, glow: 0 }

/** What is on the head: a helmet, a conical hat or hair. */
function cover(made: Sculpture, { helmet, cone, hair, isWoman }: Outfit): void {
  if (helmet) {
    made.add(ball, helmet, within(shift(-0.005, 0.035, 0), stretch(0.135, 0.125, 0.12)))
    made.add(box, visor, within(shift(0.1, 0.05, 0), stretch(0.07, 0.035, 0.16)))
    return
  }
  const long = isWoman ? -0.26 : -0.06
  const width = isWoman ? 0.085 : 0.06
  made.add(
    loft(
      [
        [long, 0.05, width, -0.055],
        [-0.02, 0.07, 0.08, -0.035],
        [0.03, 0.09, 0.085, -0.022],
        [0.075, 0.1, 0.083, -0.01],
        [0.11, 0.075, 0.062, -0.01],
        [0.13, 0.035, 0.03, -0.01],
      ],
      14,
    ),
    hair,
  )
  if (cone)
    made.add(
      loft(
        [
          [0.045, 0.235, 0.235],
          [0.06, 0.22, 0.22],
          [0.24, 0.01, 0.01],
        ],
        16,
      ),
      cone,
    )
}

function skinOver(paint: Paint, rings: readonly Ring[]) {
  const made = sculpture()
  made.add(loft(rings), paint)
  return made.mesh()
}
