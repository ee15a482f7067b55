import { glossy, matt } from './colour.ts'
import { type Joint, joint, type Stride } from './figure.ts'
import { sculpture } from './mesh.ts'
import { box, rod } from './shapes.ts'
import { shift, stretch, turn, within } from './space.ts'

const tyre = matt('#141414')
const rim = glossy('#9a9da0', 0.3)
const spoke = matt('#3a3c3f')

/** Pairs of wheels under a car. @returns what rolls them */
export function axle(parent: Joint, xs: readonly number[], radius: number, z: number, width: number) {
  const made = sculpture()
  made.add(rod, tyre, within(turn(Math.PI / 2, 0, 0), stretch(radius, width, radius)))
  made.add(rod, rim, within(turn(Math.PI / 2, 0, 0), stretch(radius * 0.66, width * 1.02, radius * 0.66)))
  for (let i = 0; i < 5; i++) {
    const arm = within(turn(0, 0, (i / 5) * 2 * Math.PI), shift(0, radius * 0.38, 0))
    made.add(box, spoke, within(arm, stretch(radius * 0.2, radius * 0.5, width * 1.04)))
  }
  const mesh = made.mesh()
  const wheels = xs.flatMap((x) =>
    [z, -z].map((side) => {
      const wheel = joint(parent, x, radius, side)
      wheel.mesh = mesh
      return wheel
    }),
  )
  return ({ distance }: Stride): void => {
    for (const wheel of wheels) wheel.turn[2] = -distance / radius
  }
}
