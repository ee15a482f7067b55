import type { Box } from './detection.ts'
import type { Picture } from './model-input.ts'

/** A square part of a picture, in its pixels; it may reach over the edges. */
export type Square = { readonly left: number; readonly top: number; readonly side: number }

/** How much larger than a region the square around it is: what moves is often more than what differs. */
const margin = 1.25
/** A region longer than this share of the picture's height may be many objects: its parts are looked at as well … */
const crowded = 0.3
/** … in squares of this share of the longer side, which overlap. */
const partShare = 0.6
const leastSide = 16

/**
 * The squares to look at so that every object that moves in the regions is seen whole in one of them, and not too small.
 * @param regions in 0–1 of the picture
 * @param most squares that may be looked at; the first regions come first, and all of them before their parts
 */
export function squaresAround(regions: readonly Region[], picture: Size, most: number): Square[] {
  const wholes = regions.map((region) => squareAround(region, picture))
  return [...wholes, ...regions.flatMap((region) => partsOf(region, picture))].slice(0, most)
}

type Region = { readonly box: Box }
type Size = Pick<Picture, 'width' | 'height'>

/** The square that shows all of a region. */
export function squareAround({ box }: Region, { width, height }: Size): Square {
  const [w, h] = [box[2] * width, box[3] * height]
  return squareAt(box[0] * width + w / 2, box[1] * height + h / 2, Math.max(w, h) * margin)
}

/** Those of the parts of a region in which there may be many objects; none of a smaller one. */
export function partsOf({ box }: Region, { width, height }: Size): Square[] {
  const [x, y, w, h] = [box[0] * width, box[1] * height, box[2] * width, box[3] * height]
  const long = Math.max(w, h)
  if (long < crowded * height) return []
  const side = partShare * long
  return middles(y, h, side).flatMap((cy) => middles(x, w, side).map((cx) => squareAt(cx, cy, side * margin)))
}

function squareAt(cx: number, cy: number, side: number): Square {
  const whole = Math.max(leastSide, side)
  return { left: cx - whole / 2, top: cy - whole / 2, side: whole }
}

/** Of the parts that cover a stretch. */
function middles(from: number, length: number, side: number): number[] {
  return length <= side ? [from + length / 2] : [from + side / 2, from + length - side / 2]
}
