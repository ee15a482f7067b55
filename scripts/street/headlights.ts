import { type Mesh, sculpture } from './mesh.ts'
import { panel } from './shapes.ts'
import { identity, type Point3 } from './space.ts'

/** Before a vehicle: metres ahead, half the width there, and how much brighter the ground is. */
const rows = [
  [0.1, 0.3, 1],
  [2, 0.9, 5],
  [4.5, 1.4, 2.6],
  [9, 2, 0],
] as const

/** Light on the ground: its strength is in the red, and falls to nothing at the sides. */
export const headlightPool: Mesh = createPool()

function createPool(): Mesh {
  const made = sculpture()
  rows.slice(1).forEach(([to, farHalf], index) => {
    const [from, nearHalf] = rows[index] ?? rows[0]
    for (const side of [1, -1]) {
      const corners: Point3[] = [
        [from, 0, 0],
        [to, 0, 0],
        [to, 0, farHalf * side],
        [from, 0, nearHalf * side],
      ]
      made.add(panel(corners), { colour: [0, 0, 0], gloss: 0, glow: 0 }, identity)
    }
  })
  const mesh = made.mesh()
  for (let i = 0; i < mesh.positions.length; i += 3) {
    const isMiddle = mesh.positions[i + 2] === 0
    const row = rows.find(([ahead]) => Math.abs(ahead - (mesh.positions[i] as number)) < 0.01)
    mesh.colours[i] = isMiddle ? (row?.[2] ?? 0) : 0
  }
  return mesh
}
