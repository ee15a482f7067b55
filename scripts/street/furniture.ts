import { lamp, matt } from './colour.ts'
import { pavementHeight } from './ground.ts'
import { type Mesh, type Sculpture, sculpture } from './mesh.ts'
import type { Random } from './random.ts'
import { ball, between, box, rod } from './shapes.ts'
import { type Point3, shift, stretch, turn, within } from './space.ts'

const concrete = matt('#9a958b')
const wire = matt('#1c1c1c')
const bark = matt('#5b4a38')
const iron = matt('#4a4f54')

/** Poles with their wires, street lamps, trees. */
export function furniture(random: Random): Mesh {
  const made = sculpture()
  for (let x = -35; x < 80; x += 19) {
    made.add(rod, concrete, between([x, 0, -5.3], [x, 9, -5.3], 0.13))
    made.add(box, iron, within(shift(x, 7.6, -5.3), stretch(0.1, 0.1, 1.6)))
    for (let i = 0; i < 9; i++) cable(made, random, x, 6.4 + i * 0.17)
    if (random.chance(0.7)) made.add(box, iron, within(shift(x, 2.2, -5.1), stretch(0.4, 0.6, 0.3)))
  }
  for (let x = -22; x < 80; x += 16) streetLamp(made, x)
  for (const x of [-26, -11.5, 10.6, 27, 45, 61]) tree(made, random.fork(`tree ${x}`), x, -5.5)
  return made.mesh()
}

function cable(made: Sculpture, random: Random, x: number, y: number): void {
  const sag = random.between(0.3, 0.9)
  const z = -5.3 + random.between(-0.6, 0.6)
  const at = (share: number): Point3 => [x + share * 19, y - 4 * sag * share * (1 - share), z]
  for (let i = 0; i < 6; i++) made.add(rod, wire, between(at(i / 6), at((i + 1) / 6), random.between(0.012, 0.03)))
}

function streetLamp(made: Sculpture, x: number): void {
  made.add(rod, iron, between([x, 0, -5], [x, 6.4, -5], 0.07))
  made.add(rod, iron, between([x, 6.4, -5], [x, 6.6, -3.4], 0.05))
  made.add(box, lamp('#ffe2a8', 4), within(shift(x, 6.5, -3.4), stretch(0.3, 0.08, 0.6)))
}

/** The crown is flat and ragged: a round one near the camera passes for a person with many a detector. */
function tree(made: Sculpture, random: Random, x: number, z: number): void {
  made.add(rod, bark, between([x, 0, z], [x + 0.15, 4.2, z], 0.15))
  for (let i = 0; i < 4; i++) {
    const tip: Point3 = [x + random.between(-1.6, 1.6), random.between(5, 6.2), z + random.between(-1, 1)]
    made.add(rod, bark, between([x + 0.13, random.between(3, 4), z], tip, 0.06))
  }
  for (let i = 0; i < 260; i++) {
    const leaf = matt(random.pick(['#2f5a26', '#3c6b2c', '#274a22', '#4f7a34']))
    const at = shift(x + random.between(-2.1, 2.1), random.between(4.7, 6.9), z + random.between(-1.3, 1.3))
    const size = stretch(random.between(0.16, 0.4), 0.04, random.between(0.12, 0.3))
    made.add(
      ball,
      leaf,
      within(at, within(turn(random.between(-0.7, 0.7), random.between(0, 3), random.between(-0.7, 0.7)), size)),
    )
  }
  made.add(box, matt('#6d675c'), within(shift(x, pavementHeight + 0.05, z), stretch(1.1, 0.1, 1.1)))
}
