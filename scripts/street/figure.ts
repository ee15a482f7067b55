import type { Mesh } from './mesh.ts'
import { type Placement, shift, turn, within } from './space.ts'

/** A piece of a figure that moves as one, about its own middle. */
export type Joint = {
  readonly at: [x: number, y: number, z: number]
  /** Radians about x, y, z. */
  readonly turn: [x: number, y: number, z: number]
  readonly scale: number
  mesh?: Mesh
  isHidden?: boolean
  readonly children: Joint[]
}

export type ObjectClass = 'pedestrian' | 'rider' | 'bicycle' | 'motorcycle' | 'car' | 'bus' | 'truck' | 'bag'

/** How somebody moves at a moment. */
export type Stride = {
  /** Metres since the beginning of the path. */
  readonly distance: number
  /** Metres a second. */
  readonly speed: number
  /** −1 to 1, for what trembles and sways while it stands; comes round when the film does. */
  readonly sway: number
}

/** Somebody or something, looking along +x, standing on y = 0. */
export type Figure = {
  readonly class: ObjectClass
  readonly root: Joint
  /** Metres, for keeping apart. */
  readonly length: number
  readonly width: number
  pose(stride: Stride): void
  /** Who rides it, an object of its own whose root hangs in the root of this one. */
  readonly rider?: Figure
  /** Metres before its middle where a headlight shines from. */
  readonly headlight?: number
  /** What it carries is shown or not. */
  carry?(isCarrying: boolean): void
}

export function joint(parent: Joint | undefined, x: number, y: number, z: number, scale = 1): Joint {
  const created: Joint = { at: [x, y, z], turn: [0, 0, 0], scale, children: [] }
  parent?.children.push(created)
  return created
}

/** Calls for every piece to be drawn with its place in the world; leaves out what hangs in `without`. */
export function eachPiece(
  piece: Joint,
  parent: Placement,
  without: Joint | undefined,
  visit: (mesh: Mesh, placement: Placement) => void,
): void {
  if (piece.isHidden === true || piece === without) return
  const placement = placed(piece, parent)
  if (piece.mesh) visit(piece.mesh, placement)
  for (const child of piece.children) eachPiece(child, placement, without, visit)
}

export function placed({ at, turn: [x, y, z], scale: s }: Joint, parent: Placement): Placement {
  const turned = turn(x, y, z).map((value, index) => (index % 4 === 3 ? value : value * s))
  return within(parent, within(shift(...at), turned))
}
