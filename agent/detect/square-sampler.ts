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
/** Grey, in halves of a luma level: sums of whole numbers take half the time of others. */
const outside = 255
const clearest = 4

/** @param side values across and down */
export function createSquareSampler(side: number): SquareSampler {
  const columns = createAxis(side)
  const rows = createAxis(side)
  const sums = new Int32Array(side)
  return {
    fill({ picture, change }, square, into, offset) {
      const taps = Math.min(mostTaps, Math.max(2, Math.ceil(square.side / side)))
      placeTaps(columns, square.left, square.side, taps, picture.width)
      placeTaps(rows, square.top, square.side, taps, picture.height)
      sampleLuma(picture, columns, rows, taps, sums, into.subarray(offset, offset + side * side))
      placeCells(columns, square.left, square.side, change.cellPixels, change.width)
      placeCells(rows, square.top, square.side, change.cellPixels, change.height)
      sampleChange(change, columns, rows, into.subarray(offset + side * side, offset + 2 * side * side))
    },
  }
}

/** Where the values of a square come from, along one axis: worked out once for all of its lines. */
type Axis = {
  /** Where the taps of each value lie in the picture; -1 outside. */
  readonly taps: Int32Array
  /** Values from `first` to before `end` have all their taps inside. */
  first: number
  end: number
  /** Between which cells each value lies, and how far on the way to the second; -1 outside. */
  readonly cell: Int32Array
  readonly next: Int32Array
  readonly share: Float64Array
}

function createAxis(side: number): Axis {
  const cells = { cell: new Int32Array(side), next: new Int32Array(side), share: new Float64Array(side) }
  return { taps: new Int32Array(side * mostTaps), first: 0, end: 0, ...cells }
}

function placeTaps(axis: Axis, from: number, length: number, count: number, end: number): void {
  const { taps, share } = axis
  const step = length / share.length
  axis.first = share.length
  axis.end = 0
  for (let value = 0, index = 0; value < share.length; value += 1) {
    let isInside = true
    for (let tap = 0; tap < count; tap += 1, index += 1) {
      const at = Math.floor(from + ((index + 0.5) * step) / count)
      taps[index] = at >= 0 && at < end ? at : -1
      isInside = isInside && at >= 0 && at < end
    }
    if (!isInside) continue
    axis.first = Math.min(axis.first, value)
    axis.end = value + 1
  }
}

/** A line of the square after the other, each from the lines of the picture that its taps lie in. */
function sampleLuma(
  { data, width }: Picture,
  columns: Axis,
  rows: Axis,
  count: number,
  sums: Int32Array,
  into: Float32Array,
): void {
  const side = sums.length
  const scale = 1 / (2 * 255 * count * count)
  for (let row = 0; row < side; row += 1) {
    sums.fill(0)
    for (let tap = row * count; tap < (row + 1) * count; tap += 1) {
      const line = rows.taps[tap]!
      if (line < 0) for (let column = 0; column < side; column += 1) sums[column]! += count * outside
      else addLine(data, line * width, columns, count, sums)
    }
    for (let column = 0; column < side; column += 1) into[row * side + column] = sums[column]! * scale
  }
}

function addLine(data: Uint8Array, start: number, { taps, first, end }: Axis, count: number, sums: Int32Array): void {
  if (count === 2) {
    for (let column = first; column < end; column += 1) {
      const both = data[(start + taps[2 * column]!) | 0]! + data[(start + taps[2 * column + 1]!) | 0]!
      sums[column] = (sums[column]! + 2 * both) | 0
    }
  } else {
    for (let column = first, tap = first * count; column < end; column += 1) {
      let sum = 0
      for (const last = tap + count; tap < last; tap += 1) sum = (sum + data[(start + taps[tap]!) | 0]!) | 0
      sums[column] = (sums[column]! + 2 * sum) | 0
    }
  }
  addEdge(data, start, taps, count, sums, 0, first)
  addEdge(data, start, taps, count, sums, Math.max(first, end), sums.length)
}

/** Where some taps, or all of them, lie outside. */
function addEdge(
  data: Uint8Array,
  start: number,
  taps: Int32Array,
  count: number,
  sums: Int32Array,
  from: number,
  to: number,
): void {
  for (let column = from; column < to; column += 1) {
    for (let tap = column * count; tap < (column + 1) * count; tap += 1) {
      const at = taps[tap]!
      sums[column]! += at < 0 ? outside : 2 * data[start + at]!
    }
  }
}

/** Between the middles of the cells. */
function placeCells(
  { cell, next, share }: Axis,
  from: number,
  length: number,
  cellPixels: number,
  cells: number,
): void {
  const step = length / share.length / cellPixels
  for (let value = 0; value < share.length; value += 1) {
    const at = from / cellPixels + (value + 0.5) * step - 0.5
    const first = Math.min(cells - 1, Math.max(0, Math.floor(at)))
    cell[value] = at < -0.5 || at > cells - 0.5 ? -1 : first
    next[value] = Math.min(cells - 1, first + 1)
    share[value] = Math.min(1, Math.max(0, at - first))
  }
}

/** Bilinearly. */
function sampleChange({ width, contrast }: ChangeMap, columns: Axis, rows: Axis, into: Float32Array): void {
  const side = columns.share.length
  for (let row = 0, index = 0; row < side; row += 1) {
    const upper = rows.cell[row]! * width
    const lower = rows.next[row]! * width
    const down = rows.share[row]!
    for (let column = 0; column < side; column += 1, index += 1) {
      const left = columns.cell[column]!
      if (left < 0 || upper < 0) {
        into[index] = 0
        continue
      }
      const right = columns.next[column]!
      const across = columns.share[column]!
      const above = contrast[upper + left]! * (1 - across) + contrast[upper + right]! * across
      const below = contrast[lower + left]! * (1 - across) + contrast[lower + right]! * across
      const value = (above * (1 - down) + below * down) / clearest
      into[index] = value < 1 ? value : 1
    }
  }
}
