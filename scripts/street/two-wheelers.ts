import { glossy, lamp, matt, type Paint } from './colour.ts'
import { type Figure, type Joint, joint } from './figure.ts'
import { sitting } from './gait.ts'
import { type Sculpture, sculpture } from './mesh.ts'
import { outfit } from './outfit.ts'
import { type Body, person } from './person.ts'
import type { Random } from './random.ts'
import { ball, between, box, hoop, loft, rod } from './shapes.ts'
import { type Point3, shift, stretch, turn, within } from './space.ts'

const black = matt('#161616')
const tyre = matt('#141414')
const steel = glossy('#6a6d72', 0.2)
const dark = matt('#2a2c2f')
const chrome = glossy('#c8ccd0', 0.5)
const seatPaint = matt('#0e0e0f')
const plate = matt('#e9e6d8')
const headlight = lamp('#f4f6ff', 3)
const tailLight = lamp('#c01212', 1.6)
const bodyPaints = [
  '#a11',
  '#16357a',
  '#111',
  '#8f9498',
  '#26282c',
  '#101010',
  '#1c6e3a',
  '#c9a12a',
  '#e0e0de',
  '#5a1420',
] as const

/** A motorbike with its rider. */
export function motorcycle(random: Random, rain: boolean): Figure {
  const isScooter = random.chance(0.2)
  const paint = glossy(random.pick(bodyPaints), 0.3)
  const radius = isScooter ? 0.27 : 0.3
  const reach = isScooter ? 0.62 : 0.66
  const root = joint(undefined, 0, 0, 0)
  const made = sculpture()
  fork(made, reach, radius)
  if (isScooter) scooterBody(made, paint)
  else underboneBody(made, paint, reach, radius)
  rear(made, reach, radius)
  root.mesh = made.mesh()
  const wheels = [reach, -reach].map((x) => wheel(root, x, radius, { thickness: 0.05, spokes: 6, spoke: dark }))
  const body = person(random, outfit(random, { rides: true, rain }))
  seated(root, body, -0.28, 0.98)
  const spread = isScooter ? 0.14 : 0.24
  sitting(body.limbs, { lean: 0.14, hips: [1.25, 1.25], knees: [-1.35, -1.35], shoulder: 0.8, elbow: 0.4, spread })
  return {
    ...{ class: 'motorcycle', root, length: 1.9, width: 0.8, headlight: reach },
    rider: { class: 'rider', root: body.root, length: 0.6, width: 0.6, pose: () => undefined },
    pose: ({ distance }) => roll(wheels, distance / radius),
  }
}

export function bicycle(random: Random, rain: boolean): Figure {
  const radius = 0.345
  const root = joint(undefined, 0, 0, 0)
  const made = sculpture()
  frame(made, matt(random.pick(['#a22', '#111', '#2a6', '#ccc', '#25a', '#444'])), radius)
  if (random.chance(0.6)) made.add(box, matt('#5f5038'), within(shift(0.55, 0.85, 0), stretch(0.3, 0.22, 0.36)))
  root.mesh = made.mesh()
  const wheels = [0.53, -0.53].map((x) => wheel(root, x, radius, { thickness: 0.024, spokes: 12, spoke: chrome }))
  const body = person(random, outfit(random, { rides: false, rain }))
  body.bag.isHidden = true
  seated(root, body, -0.22, 0.97)
  return {
    class: 'bicycle',
    root,
    length: 1.8,
    width: 0.7,
    rider: { class: 'rider', root: body.root, length: 0.6, width: 0.6, pose: () => undefined },
    pose({ distance }) {
      roll(wheels, distance / radius)
      pedal(body, distance * 1.6)
    },
  }
}

function pedal({ limbs }: Body, angle: number): void {
  const hip = (at: number) => 0.85 + 0.42 * Math.sin(at)
  const knee = (at: number) => -0.95 - 0.45 * Math.cos(at - 0.6)
  const [right, left] = [angle, angle + Math.PI]
  sitting(limbs, {
    lean: 0.3,
    hips: [hip(right), hip(left)],
    knees: [knee(right), knee(left)],
    shoulder: 0.95,
    elbow: 0.25,
    spread: 0.04,
  })
}

function seated(machine: Joint, { root, scale }: Body, x: number, height: number): void {
  root.at[0] = x
  root.at[1] = height - 0.93 * scale
  machine.children.push(root)
}

function roll(wheels: readonly Joint[], angle: number): void {
  for (const piece of wheels) piece.turn[2] = -angle
}

type Wheel = { readonly thickness: number; readonly spokes: number; readonly spoke: Paint }

function wheel(parent: Joint, x: number, radius: number, { thickness, spokes, spoke }: Wheel): Joint {
  const made = sculpture()
  made.add(hoop(radius, thickness), tyre)
  for (let i = 0; i < spokes; i++) {
    const angle = (i / spokes) * Math.PI * 2
    const tip: Point3 = [Math.cos(angle) * (radius - thickness), Math.sin(angle) * (radius - thickness), 0]
    made.add(rod, spoke, between([0, 0, 0], tip, spokes > 8 ? 0.006 : 0.016))
  }
  made.add(ball, spoke, stretch(0.06, 0.06, 0.06))
  const piece = joint(parent, x, radius, 0)
  piece.mesh = made.mesh()
  return piece
}

function fork(made: Sculpture, reach: number, radius: number): void {
  for (const side of [1, -1]) {
    made.add(rod, steel, between([reach, radius, 0.09 * side], [reach - 0.24, 0.92, 0.07 * side], 0.028))
    made.add(rod, black, between([reach - 0.28, 1.03, 0.24 * side], [reach - 0.36, 1.03, 0.38 * side], 0.028))
    made.add(rod, black, between([reach - 0.26, 1.03, 0.25 * side], [reach - 0.24, 1.22, 0.33 * side], 0.01))
    made.add(ball, black, within(shift(reach - 0.24, 1.24, 0.34 * side), stretch(0.02, 0.05, 0.07)))
  }
  made.add(rod, black, between([reach - 0.28, 1.03, -0.36], [reach - 0.28, 1.03, 0.36], 0.02))
  made.add(ball, headlight, within(shift(reach - 0.09, 0.88, 0), stretch(0.08, 0.09, 0.1)))
}

function scooterBody(made: Sculpture, paint: Paint): void {
  made.add(
    loft([
      [0.3, 0.05, 0.16, 0.36],
      [0.6, 0.05, 0.17, 0.32],
      [0.96, 0.07, 0.14, 0.28],
    ]),
    paint,
  )
  made.add(
    loft([
      [-0.06, 0.16, 0.06],
      [0, 0.18, 0.07],
      [0.05, 0.08, 0.05],
    ]),
    paint,
    shift(0.62, 0.52, 0),
  )
  made.add(box, dark, within(shift(0.02, 0.3, 0), stretch(0.62, 0.1, 0.3)))
  // The engine hangs dark below a slim tail.
  made.add(
    loft([
      [0.22, 0.14, 0.1, -0.3],
      [0.36, 0.2, 0.12, -0.34],
      [0.5, 0.16, 0.1, -0.34],
    ]),
    dark,
  )
  made.add(
    loft([
      [0.48, 0.28, 0.1, -0.38],
      [0.6, 0.4, 0.14, -0.46],
      [0.7, 0.36, 0.12, -0.48],
    ]),
    paint,
  )
  made.add(ball, seatPaint, within(shift(-0.34, 0.76, 0), stretch(0.44, 0.08, 0.14)))
}

function underboneBody(made: Sculpture, paint: Paint, reach: number, radius: number): void {
  made.add(ball, paint, within(shift(reach - 0.16, 0.88, 0), stretch(0.1, 0.14, 0.15)))
  made.add(
    loft([
      [-0.09, 0.2, 0.07],
      [0, 0.22, 0.08],
      [0.06, 0.1, 0.06],
    ]),
    paint,
    shift(reach, radius * 2, 0),
  )
  // Leg shields, the low spine and the tail: the shape of the country's most common machine.
  for (const side of [1, -1]) {
    made.add(
      loft([
        [0.36, 0.05, 0.03, 0.26, 0.15 * side],
        [0.62, 0.08, 0.05, 0.32, 0.14 * side],
        [0.86, 0.06, 0.05, 0.36, 0.1 * side],
      ]),
      paint,
    )
    made.add(rod, dark, between([-0.2, 0.45, 0.12 * side], [-reach, radius, 0.12 * side], 0.035))
    made.add(rod, matt('#5a1c1c'), between([-0.45, 0.7, 0.13 * side], [-0.62, radius + 0.05, 0.13 * side], 0.035))
  }
  made.add(rod, paint, between([0.34, 0.78, 0], [-0.1, 0.56, 0], 0.08))
  made.add(box, dark, within(shift(0.04, 0.38, 0), stretch(0.36, 0.26, 0.24)))
  made.add(ball, steel, within(shift(0.1, 0.34, 0.13), stretch(0.13, 0.11, 0.05)))
  made.add(
    loft([
      [0.5, 0.3, 0.1, -0.4],
      [0.64, 0.42, 0.13, -0.46],
      [0.74, 0.36, 0.1, -0.48],
    ]),
    paint,
  )
  made.add(ball, seatPaint, within(shift(-0.34, 0.78, 0), stretch(0.42, 0.075, 0.13)))
}

function rear(made: Sculpture, reach: number, radius: number): void {
  made.add(rod, steel, between([0.1, 0.28, 0.16], [-0.85, 0.36, 0.19], 0.05))
  made.add(ball, tailLight, within(shift(-0.84, 0.72, 0), stretch(0.05, 0.06, 0.1)))
  made.add(box, plate, within(shift(-0.92, 0.54, 0), stretch(0.02, 0.14, 0.2)))
  made.add(
    loft([
      [-0.05, 0.18, 0.08],
      [0.03, 0.16, 0.08],
    ]),
    black,
    shift(-reach, radius * 2 + 0.03, 0),
  )
  made.add(box, black, within(shift(0, 0.24, 0), stretch(0.5, 0.08, 0.16)))
}

function frame(made: Sculpture, paint: Paint, radius: number): void {
  const tube = (from: Point3, to: Point3, thickness = 0.02, kind = paint) =>
    made.add(rod, kind, between(from, to, thickness))
  tube([-0.08, 0.28, 0], [-0.2, 0.82, 0])
  tube([-0.08, 0.28, 0], [0.36, 0.72, 0], 0.024)
  tube([-0.18, 0.76, 0], [0.36, 0.8, 0])
  tube([0.4, 0.68, 0], [0.34, 0.95, 0])
  for (const side of [1, -1]) {
    tube([-0.08, 0.28, 0.05 * side], [-0.53, radius, 0.05 * side], 0.012)
    tube([-0.18, 0.74, 0.05 * side], [-0.53, radius, 0.05 * side], 0.012)
    tube([0.37, 0.68, 0.05 * side], [0.53, radius, 0.05 * side], 0.015)
    tube([0.36, 0.98, 0.28 * side], [0.24, 0.97, 0.3 * side], 0.02, black)
    made.add(hoop(radius + 0.03, 0.016, 20), black, within(shift(0.53 * side, radius, 0), turn(0, 0, 0.6)))
  }
  tube([0.36, 0.98, -0.28], [0.36, 0.98, 0.28], 0.016, black)
  made.add(ball, seatPaint, within(shift(-0.22, 0.88, 0), stretch(0.14, 0.035, 0.08)))
  made.add(rod, dark, between([-0.08, 0.28, 0.045], [-0.08, 0.28, 0.055], 0.1))
}
