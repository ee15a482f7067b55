import type { Joint, Stride } from './figure.ts'

export type Limbs = {
  readonly hips: Joint
  readonly torso: Joint
  readonly head: Joint
  readonly sides: readonly {
    /** 1 right, −1 left. */
    readonly side: number
    readonly upperArm: Joint
    readonly forearm: Joint
    readonly thigh: Joint
    readonly shank: Joint
    readonly foot: Joint
  }[]
}

const hipHeight = 0.93
/** Radians of the gait for a metre: a double step of 1.43 m. */
const radiansPerMetre = 4.4

export function walking({ hips, torso, sides }: Limbs, { distance }: Stride, phase: number): void {
  const angle = phase + distance * radiansPerMetre
  const [swing, lift] = [Math.sin(angle), Math.cos(angle)]
  for (const { side, upperArm, forearm, thigh, shank, foot } of sides) {
    thigh.turn[2] = side * swing * 0.5 + 0.05
    shank.turn[2] = -(0.12 + Math.max(0, side * lift) * 0.95)
    foot.turn[2] = -thigh.turn[2] * 0.3
    upperArm.turn[2] = -side * swing * 0.42
    upperArm.turn[0] = -side * 0.08
    forearm.turn[2] = 0.25 + Math.max(0, -side * swing) * 0.3
  }
  hips.at[1] = hipHeight - Math.abs(swing) * 0.028
  torso.turn[2] = -0.05
  torso.turn[1] = swing * 0.08
}

export function standing({ hips, torso, head, sides }: Limbs, sway: number): void {
  for (const { side, upperArm, forearm, thigh, shank, foot } of sides) {
    thigh.turn[2] = 0.03 + side * 0.03
    shank.turn[2] = -0.05
    foot.turn[2] = 0.02
    upperArm.turn[2] = 0.05 + side * sway * 0.08
    upperArm.turn[0] = -side * 0.09
    forearm.turn[2] = 0.3 + sway * 0.12
  }
  hips.at[1] = hipHeight
  torso.turn[2] = -0.02
  torso.turn[1] = sway * 0.12
  head.turn[1] = sway * 0.5
}

export type Seat = {
  readonly lean: number
  /** Radians at hip and knee, of the right and of the left leg. */
  readonly hips: readonly [number, number]
  readonly knees: readonly [number, number]
  readonly shoulder: number
  readonly elbow: number
  /** How far the knees are apart. */
  readonly spread: number
}

export function sitting({ torso, head, sides }: Limbs, seat: Seat): void {
  torso.turn[2] = -seat.lean
  head.turn[2] = seat.lean * 0.7
  for (const { side, upperArm, forearm, thigh, shank } of sides) {
    const leg = side > 0 ? 0 : 1
    thigh.turn[2] = seat.hips[leg]
    thigh.turn[1] = -side * seat.spread
    shank.turn[2] = seat.knees[leg]
    upperArm.turn[2] = seat.shoulder
    upperArm.turn[0] = -side * 0.18
    forearm.turn[2] = seat.elbow
  }
}
