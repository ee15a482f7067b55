import { type CarForm, carForms } from './car-form.ts'
import { type Colour, glossy, lamp, matt, type Paint } from './colour.ts'
import { type Figure, joint } from './figure.ts'
import { type Sculpture, sculpture } from './mesh.ts'
import type { Random } from './random.ts'
import { ball, box, hull, panel } from './shapes.ts'
import { mix, type Point3, shift, stretch, within } from './space.ts'
import { axle } from './wheels.ts'

const paints = [
  '#b8bcc0',
  '#1b1d20',
  '#e8e8e6',
  '#7d1518',
  '#1f3a63',
  '#55595e',
  '#8b8f93',
  '#274a36',
  '#c8b88a',
  '#c43a1e',
  '#3d6ea5',
  '#e6e6e4',
] as const
const glass: Paint = { colour: [0.008, 0.011, 0.014] as Colour, gloss: 0.65, glow: 0 }
const black = matt('#161616')
const chrome = glossy('#c8ccd0', 0.5)
const plate = matt('#e9e6d8')
const headlight = lamp('#f4f6ff', 3)
const tailLight = lamp('#b01010', 1.6)

export function car(random: Random): Figure {
  const form: CarForm = random.pick<CarForm>(carForms)
  // Half of the taxis of the country are green or white.
  const isTaxi = random.chance(0.15)
  const paint = glossy(isTaxi ? random.pick(['#1f8f5a', '#e8e8e6']) : random.pick(paints), 0.35)
  const made = sculpture()
  made.add(hull(bodySections(form)), paint)
  made.add(hull(cabinSections(form)), paint)
  made.add(box, black, within(shift(0, form.sill + 0.1, 0), stretch(form.length * 0.86, 0.2, form.width - 0.3)))
  windows(made, form)
  trim(made, form, paint)
  if (isTaxi) made.add(box, lamp('#f2d23a', 1), within(shift(-0.2, form.top + 0.09, 0), stretch(0.16, 0.14, 0.5)))
  const root = joint(undefined, 0, 0, 0)
  root.mesh = made.mesh()
  const roll = axle(root, [form.length * 0.3, -form.length * 0.3], form.wheel, form.width / 2 - 0.1, 0.22)
  return { class: 'car', root, length: form.length, width: form.width, headlight: form.length / 2, pose: roll }
}

function bodySections(form: CarForm) {
  const { length, width, wheel, sill, belt, nose, tail } = form
  const half = length / 2
  const tops = [
    [-half, tail - 0.12],
    [-half + 0.1, tail],
    [form.rearX[1], belt + 0.03],
    [form.screenX[0], belt],
    [half - 0.5, mix(belt, nose, 0.35)],
    [half - 0.12, nose],
    [half, nose - 0.16],
  ] as const
  const arch = wheel * 1.16
  const axles = [-length * 0.3, length * 0.3]
  const arches = axles.flatMap((x) => [-1, -0.98, -0.8, -0.5, 0, 0.5, 0.8, 0.98, 1].map((share) => x + share * arch))
  const xs = [...tops.map(([x]) => x), ...arches, 0, -half * 0.85, half * 0.85].sort((a, b) => a - b)
  return xs.map((x) => {
    const end = Math.max(0, (Math.abs(x) - half * 0.62) / (half * 0.38))
    const side = (width / 2) * (1 - 0.13 * end * end)
    const top = along(tops, x)
    const from = Math.min(...axles.map((middle) => Math.abs(x - middle)))
    const lift = from < arch ? wheel - sill + Math.sqrt(arch * arch - from * from) : 0
    const bottom = Math.min(sill + Math.max(lift, end > 0.95 ? 0.08 : 0), top - 0.12)
    return {
      x,
      half: [
        [side - 0.05, bottom],
        [side, mix(bottom, top, 0.12)],
        [side, mix(bottom, top, 0.6)],
        [side - 0.03, top - 0.06],
        [side - 0.1, top],
      ] as const,
    }
  })
}

function cabinSections(form: CarForm) {
  const { belt, top } = form
  const roof = [
    [form.rearX[1], belt - 0.02],
    [form.rearX[0], top - 0.05],
    [form.rearX[0] + 0.16, top],
    [form.screenX[1] - 0.2, top + 0.01],
    [form.screenX[1], top - 0.05],
    [form.screenX[0] + 0.05, belt - 0.02],
  ] as const
  return roof.map(([x, y]) => {
    const side = sideAt(form, y)
    return {
      x,
      half: [
        [sideAt(form, belt), belt - 0.03],
        [side, Math.max(belt - 0.02, y - 0.05)],
        [side - 0.08, y],
      ] as const,
    }
  })
}

/** Where the cabin's side is at a height. */
function sideAt({ width, belt, top, taper }: CarForm, y: number): number {
  return (width / 2 - 0.07) * (1 - (taper * (y - belt)) / (top - belt))
}

function along(points: readonly (readonly [number, number])[], x: number): number {
  const next = points.findIndex(([at]) => at >= x)
  const [after, before] = [points[next], points[next - 1]]
  if (after === undefined) return points.at(-1)?.[1] ?? 0
  return before === undefined ? after[1] : mix(before[1], after[1], (x - before[0]) / (after[0] - before[0] || 1))
}

function windows(made: Sculpture, form: CarForm): void {
  const { belt, top, screenX, rearX } = form
  const [low, high] = [belt + 0.05, top - 0.1]
  const share = (y: number) => (y - belt) / (top - 0.05 - belt)
  const front = (y: number) => mix(screenX[0] + 0.05, screenX[1], share(y))
  const back = (y: number) => mix(rearX[1], rearX[0], share(y))
  const corner = (y: number, at: number, side: number): Point3 => [
    mix(back(y), front(y), at),
    y,
    side * (sideAt(form, y) + 0.012),
  ]
  for (const side of [1, -1]) {
    for (const [from, to] of form.windows) {
      made.add(
        panel([corner(low, from, side), corner(high, from, side), corner(high, to, side), corner(low, to, side)]),
        glass,
      )
    }
  }
  const across = (x: (y: number) => number, out: number, inset: number) => {
    const [z0, z1] = [sideAt(form, low) - inset, sideAt(form, high) - inset]
    return panel([
      [x(low) + out, low, z0],
      [x(high) + out, high + 0.02, z1],
      [x(high) + out, high + 0.02, -z1],
      [x(low) + out, low, -z0],
    ])
  }
  made.add(across(front, 0.03, 0.07), glass)
  made.add(across(back, -0.03, 0.1), glass)
}

/** Lights, bumpers, plates, handles: without them a detector sees a box, from behind above all. */
function trim(made: Sculpture, form: CarForm, paint: Paint): void {
  const { length, width, nose, tail, sill, belt, screenX } = form
  const half = length / 2
  const block = (kind: Paint, at: Point3, size: Point3) => made.add(box, kind, within(shift(...at), stretch(...size)))
  for (const side of [1, -1]) {
    block(paint, [screenX[0] - 0.25, belt + 0.1, side * (width / 2 + 0.06)], [0.12, 0.13, 0.2])
    for (const x of [-0.1, screenX[0] - 0.15])
      block(black, [x, mix(sill, belt, 0.6), side * (width / 2)], [0.012, (belt - sill) * 0.7, 0.012])
    for (const x of [0.25, -0.75]) block(chrome, [x, belt - 0.14, side * (width / 2)], [0.16, 0.03, 0.03])
    block(black, [0, sill + 0.05, side * (width / 2 - 0.03)], [length * 0.36, 0.1, 0.06])
    made.add(
      ball,
      headlight,
      within(shift(half - 0.07, nose - 0.14, side * (width / 2 - 0.3)), stretch(0.1, 0.075, 0.19)),
    )
    block(tailLight, [-half + 0.02, tail - 0.22, side * (width / 2 - 0.26)], [0.1, 0.2, 0.26])
    block(glossy('#eee', 0.2), [-half, tail - 0.27, side * (width / 2 - 0.26)], [0.1, 0.05, 0.2])
    block(black, [-half - 0.01, sill + 0.36, side * (width / 2 - 0.5)], [0.06, 0.06, 0.3])
  }
  block(black, [half - 0.03, nose - 0.2, 0], [0.1, 0.12, width * 0.42])
  block(black, [half - 0.05, sill + 0.14, 0], [0.14, 0.16, width * 0.7])
  block(black, [-half + 0.06, sill + 0.12, 0], [0.16, 0.16, width * 0.72])
  block(plate, [half + 0.02, sill + 0.24, 0], [0.02, 0.11, 0.5])
  block(plate, [-half - 0.01, 0.6, 0], [0.03, 0.11, 0.5])
  block(chrome, [-half + 0.01, tail - 0.15, 0], [0.06, 0.04, width * 0.36])
}
