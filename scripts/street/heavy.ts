import { type Colour, glossy, lamp, matt, type Paint } from './colour.ts'
import { type Figure, joint } from './figure.ts'
import { type Sculpture, sculpture } from './mesh.ts'
import type { Random } from './random.ts'
import { box, hull, panel } from './shapes.ts'
import { type Point3, shift, stretch, within } from './space.ts'
import { axle } from './wheels.ts'

const black = matt('#161616')
const grey = matt('#777')
const glass: Paint = { colour: [0.008, 0.011, 0.014] as Colour, gloss: 0.65, glow: 0 }
const headlight = lamp('#f4f6ff', 3)
const tailLight = lamp('#b01010', 1.6)
const plate = matt('#e9e6d8')
const width = 2.4

type Block = (paint: Paint, at: Point3, size: Point3) => void

/** A city bus. */
export function bus(random: Random): Figure {
  const [length, height] = [9.5, 3]
  const half = length / 2
  const made = sculpture()
  const block = blocks(made)
  const paint = glossy(random.pick(['#b3201f', '#e0b422', '#2a6b3f', '#e8e8e8', '#1f4e8c']), 0.3)
  const tops = [
    [-half, height - 0.2],
    [-half + 0.15, height],
    [half - 0.4, height],
    [half - 0.06, height - 0.25],
    [half, 1.15],
    [half + 0.01, 0.4],
  ] as const
  made.add(hull(tops.map(([x, top]) => ({ x, half: sectionOf(0.35, Math.max(top, 0.5)) }))), paint)
  const stripe = matt('#e8e8e8')
  for (const side of [1, -1]) {
    for (let i = 0; i < 6; i++) {
      const x = -half + 0.5 + i * 1.25
      made.add(panel(upright(x, x + 1.13, 1.35, 2.45, side * (width / 2 + 0.012))), glass)
    }
    block(stripe, [0, 0.98, (side * width) / 2], [length * 0.97, 0.22, 0.03])
    block(black, [0, 0.42, side * (width / 2 - 0.02)], [length * 0.96, 0.16, 0.07])
    block(black, [half + 0.28, 1.9, side * (width / 2 + 0.1)], [0.1, 0.45, 0.2])
  }
  // Vietnam drives on the right: the doors are there.
  for (const x of [half - 0.9, -0.4]) made.add(panel(upright(x - 0.55, x + 0.55, 0.5, 2.45, width / 2 + 0.02)), glass)
  made.add(
    panel([
      [half + 0.02, 1.2, width / 2 - 0.12],
      [half - 0.05, 2.6, width / 2 - 0.16],
      [half - 0.05, 2.6, -width / 2 + 0.16],
      [half + 0.02, 1.2, -width / 2 + 0.12],
    ]),
    glass,
  )
  made.add(
    panel([
      [-half - 0.02, 1.5, width / 2 - 0.3],
      [-half - 0.02, 2.4, width / 2 - 0.3],
      [-half - 0.02, 2.4, -width / 2 + 0.3],
      [-half - 0.02, 1.5, -width / 2 + 0.3],
    ]),
    glass,
  )
  block(lamp('#f5a623', 1.2), [half - 0.16, 2.82, 0], [0.1, 0.18, 1.3])
  block(grey, [-0.5, height + 0.1, 0], [3, 0.22, 1.6])
  ends(block, length)
  return finished('bus', made, length, [half - 2.2, -half + 2.1])
}

/** A box truck. */
export function truck(random: Random): Figure {
  const length = random.between(5.6, 7)
  const half = length / 2
  const made = sculpture()
  const block = blocks(made)
  const paint = glossy(random.pick(['#e6e6e2', '#2d5a8a', '#8a2a22', '#c9b03a', '#3b6e52']), 0.3)
  const cargo = matt(random.pick(['#e8e8e6', '#d0d4d8', '#3a5a80', '#c8c0ae']))
  const bed = length - 1.95
  block(cargo, [-half + bed / 2, 1.95, 0], [bed, 2.3, width])
  block(black, [-0.1, 0.62, 0], [length * 0.92, 0.22, 1.2])
  const cabTops = [
    [half - 1.85, 2.45],
    [half - 0.75, 2.45],
    [half - 0.1, 1.6],
    [half, 1.5],
  ] as const
  made.add(hull(cabTops.map(([x, top]) => ({ x, half: sectionOf(0.5, top) }))), paint)
  for (const side of [1, -1]) {
    const z = side * (width / 2 + 0.012)
    made.add(
      panel([
        [half - 1.5, 1.5, z],
        [half - 1.5, 2.25, z],
        [half - 0.8, 2.25, z],
        [half - 0.3, 1.5, z],
      ]),
      glass,
    )
    block(black, [half - 0.4, 1.75, side * (width / 2 + 0.12)], [0.12, 0.5, 0.22])
    block(grey, [-half + bed / 2, 0.84, side * (width / 2)], [bed, 0.1, 0.04])
    for (let i = 0; i < 5; i++)
      block(grey, [-half + (bed * (i + 0.5)) / 5, 1.95, side * (width / 2)], [0.04, 2.25, 0.03])
  }
  made.add(
    panel([
      [half - 0.06, 1.6, width / 2 - 0.2],
      [half - 0.7, 2.42, width / 2 - 0.2],
      [half - 0.7, 2.42, -width / 2 + 0.2],
      [half - 0.06, 1.6, -width / 2 + 0.2],
    ]),
    glass,
  )
  block(grey, [-half - 0.01, 1.95, 0], [0.04, 2.2, 0.05])
  for (const z of [0.4, -0.4]) block(grey, [-half - 0.02, 1.95, z], [0.05, 2.3, 0.04])
  ends(block, length)
  return finished('truck', made, length, [half - 1, -half + 1.4])
}

/** What both have before and behind. */
function ends(block: Block, length: number): void {
  const half = length / 2
  block(black, [half, 0.95, 0], [0.08, 0.28, width * 0.5])
  block(black, [half, 0.5, 0], [0.14, 0.24, width * 0.96])
  block(black, [-half, 0.5, 0], [0.12, 0.22, width * 0.96])
  block(plate, [half + 0.08, 0.6, 0], [0.03, 0.13, 0.55])
  block(plate, [-half - 0.07, 0.75, 0], [0.03, 0.13, 0.55])
  for (const side of [1, -1]) {
    block(headlight, [half + 0.01, 0.85, side * (width / 2 - 0.3)], [0.08, 0.2, 0.36])
    block(tailLight, [-half - 0.04, 1, side * (width / 2 - 0.22)], [0.08, 0.4, 0.2])
    block(lamp('#e08a1a', 0.8), [-half - 0.04, 1.3, side * (width / 2 - 0.22)], [0.08, 0.14, 0.2])
  }
}

function finished(kind: 'bus' | 'truck', made: Sculpture, length: number, axles: readonly number[]): Figure {
  const root = joint(undefined, 0, 0, 0)
  root.mesh = made.mesh()
  const pose = axle(root, axles, 0.48, width / 2 - 0.1, 0.3)
  return { class: kind, root, length, width, headlight: length / 2, pose }
}

function sectionOf(bottom: number, top: number) {
  const side = width / 2
  return [
    [side - 0.03, bottom],
    [side, bottom + 0.08],
    [side, Math.max(bottom + 0.1, top - 0.2)],
    [side - 0.1, top],
  ] as const
}

function upright(from: number, to: number, low: number, high: number, z: number): Point3[] {
  return [
    [from, low, z],
    [from, high, z],
    [to, high, z],
    [to, low, z],
  ]
}

function blocks(made: Sculpture): Block {
  return (paint, at, size) => made.add(box, paint, within(shift(...at), stretch(...size)))
}
