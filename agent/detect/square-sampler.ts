// biome-ignore-all lint/style/noNonNullAssertion: indices stay within arrays made for exactly this square
import type { ChangeMap } from '../motion/motion.ts'
import type { Moving, Picture } from './model-input.ts'
import type { Square } from './square.ts'

/** What a picture shows and what of it has changed. */
export type Sight = { readonly picture: Picture; readonly change: Moving['change'] }

export type SquareSampler = {
  /**
   * Writes two planes of side × side values 0–1 one after the other: luma, and how clearly it differs from the background
   * (1 at four thresholds). What lies outside the picture is grey and unchanged.
   */
  fill(sight: Sight, square: Square, into: Float32Array, offset: number): void
}

/** More taps than this are not read for one value along an axis, however large the square is. */
const mostTaps = 4
const grey = 0.5
const clearest = 4

/** @param side values across and down */
export function createSquareSampler(side: number): SquareSampler {
  const columns = new Int32Array(side * mostTaps)
  const rows = new Int32Array(side * mostTaps)
  return {
    fill({ picture, change }, square, into, offset) {
      const step = square.side / side
      const taps = Math.min(mostTaps, Math.max(2, Math.ceil(step)))
      place(columns, square.left, step, taps, picture.width)
      place(rows, square.top, step, taps, picture.height)
      sampleLuma(picture, { columns, rows, taps, side }, into, offset)
      sampleChange(change, square, side, into, offset + side * side)
    },
  }
}

type Grid = { readonly columns: Int32Array; readonly rows: Int32Array; readonly taps: number; readonly side: number }

/** Where the taps of each value lie; -1 outside the picture. */
function place(taps: Int32Array, from: number, step: number, count: number, end: number): void {
  for (let index = 0; index < (taps.length / mostTaps) * count; index += 1) {
    const at = Math.floor(from + ((index + 0.5) * step) / count)
    taps[index] = at >= 0 && at < end ? at : -1
  }
}

function sampleLuma({ data, width }: Picture, { columns, rows, taps, side }: Grid, into: Float32Array, offset: number) {
  const scale = 1 / (255 * taps * taps)
  const outside = grey * 255
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      let sum = 0
      for (let down = row * taps; down < (row + 1) * taps; down += 1) {
        const line = rows[down]!
        for (let across = column * taps; across < (column + 1) * taps; across += 1) {
          const at = columns[across]!
          sum += line < 0 || at < 0 ? outside : data[line * width + at]!
        }
      }
      into[offset + row * side + column] = sum * scale
    }
  }
}

/** Between the middles of the cells, bilinearly. */
function sampleChange(
  change: ChangeMap,
  { left, top, side: length }: Square,
  side: number,
  into: Float32Array,
  offset: number,
) {
  const { width, height, cellPixels, contrast } = change
  const step = length / side / cellPixels
  for (let row = 0; row < side; row += 1) {
    const y = top / cellPixels + (row + 0.5) * step - 0.5
    for (let column = 0; column < side; column += 1) {
      const x = left / cellPixels + (column + 0.5) * step - 0.5
      const isOutside = x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5
      into[offset + row * side + column] = isOutside
        ? 0
        : Math.min(1, between(contrast, width, height, x, y) / clearest)
    }
  }
}

function between(values: Float32Array, width: number, height: number, x: number, y: number): number {
  const left = Math.min(width - 1, Math.max(0, Math.floor(x)))
  const top = Math.min(height - 1, Math.max(0, Math.floor(y)))
  const right = Math.min(width - 1, left + 1)
  const bottom = Math.min(height - 1, top + 1)
  const across = Math.min(1, Math.max(0, x - left))
  const down = Math.min(1, Math.max(0, y - top))
  const above = values[top * width + left]! * (1 - across) + values[top * width + right]! * across
  const below = values[bottom * width + left]! * (1 - across) + values[bottom * width + right]! * across
  return above * (1 - down) + below * down
}
