// biome-ignore-all lint/style/noNonNullAssertion: indices stay within arrays made for exactly this grid, a million a frame
import type { Frame } from '../decode/frame.ts'

/** The cells that motion is looked for in: squares of pixels. What remains at the right and lower edge belongs to none. */
export type Grid = { readonly width: number; readonly height: number; readonly cellPixels: number }

export type Shrink = {
  readonly grid: Grid
  /** Mean luma of each cell, line by line, smoothed over its neighbours; the same array is written anew by the next call. */
  shrink(frame: Pick<Frame, 'data'>): Float32Array
}

/** Cells beside one another, about: between 3/4 and 4/3 of it, whatever the picture's size. */
const cellsAcross = 256

export function createShrink(width: number, height: number): Shrink {
  const cellPixels = Math.max(1, Math.min(height, Math.round(width / cellsAcross)))
  const grid = { width: Math.floor(width / cellPixels), height: Math.floor(height / cellPixels), cellPixels }
  const means = new Float32Array(grid.width * grid.height)
  const across = new Float32Array(grid.width * grid.height)
  const picture = new Float32Array(grid.width * grid.height)
  return {
    grid,
    shrink({ data }) {
      averageCells(data, width, grid, means)
      smoothAcross(means, across, grid)
      smoothDown(across, picture, grid)
      return picture
    },
  }
}

/** Four by four pixels of each cell, which are all of a picture of 960: the work is the same for every larger one. */
function averageCells(
  data: Uint8Array,
  stride: number,
  { width, height, cellPixels }: Grid,
  means: Float32Array,
): void {
  const tap = (index: number) => Math.floor((index * cellPixels) / 4)
  const taps = [tap(1), tap(2), tap(3)] as const
  means.fill(0)
  for (let row = 0; row < height; row += 1) {
    for (let line = 0; line < 4; line += 1) {
      const start = (row * cellPixels + tap(line)) * stride
      addLine(data, start, cellPixels, taps, means.subarray(row * width, (row + 1) * width))
    }
  }
}

/** `| 0` keeps the sums in 32-bit integers, twice as fast as floating point. */
function addLine(
  data: Uint8Array,
  start: number,
  step: number,
  taps: readonly [number, number, number],
  sums: Float32Array,
) {
  const [second, third, fourth] = taps
  let place = start | 0
  for (let column = 0; column < sums.length; column += 1) {
    const four =
      (data[place]! + data[(place + second) | 0]! + data[(place + third) | 0]! + data[(place + fourth) | 0]!) | 0
    sums[column]! += four / 16
    place = (place + step) | 0
  }
}

/** Weights 1, 2, 1; at the edge of the picture it stands for its outer neighbour itself. */
function smoothAcross(from: Float32Array, to: Float32Array, { width, height }: Grid): void {
  for (let row = 0; row < height; row += 1) {
    const last = (row + 1) * width - 1
    let before = from[row * width]!
    for (let cell = row * width; cell < last; cell += 1) {
      const own = from[cell]!
      to[cell] = (before + 2 * own + from[cell + 1]!) / 4
      before = own
    }
    to[last] = (before + 3 * from[last]!) / 4
  }
}

function smoothDown(from: Float32Array, to: Float32Array, { width, height }: Grid): void {
  for (let row = 0; row < height; row += 1) {
    const above = row === 0 ? 0 : -width
    const below = row === height - 1 ? 0 : width
    for (let cell = row * width; cell < (row + 1) * width; cell += 1) {
      to[cell] = (from[cell + above]! + 2 * from[cell]! + from[cell + below]!) / 4
    }
  }
}
