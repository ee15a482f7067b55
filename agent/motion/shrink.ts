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
  const sums = new Int32Array(grid.width)
  const across = new Float32Array(grid.width * grid.height)
  const picture = new Float32Array(grid.width * grid.height)
  const taps = tapsOf(cellPixels)
  return {
    grid,
    shrink({ data }) {
      for (let row = 0; row < grid.height; row += 1) {
        sums.fill(0)
        for (let tap = 0; tap < taps.at.length; tap += 1) {
          const line = row * cellPixels + taps.at[tap]!
          addLine(data, line * width, taps, cellPixels, taps.weight[tap]!, sums)
        }
        smoothAcross(sums, across, row * grid.width)
      }
      smoothDown(across, picture, grid)
      return picture
    },
  }
}

/** The pixels of a cell along one axis that are read, from its first, and how much each counts. */
type Taps = { readonly at: Int32Array; readonly weight: Int32Array }

/** Four by four pixels of each cell, which are all of a picture of 960: the work is the same for every larger one. */
const tapsAcross = 4
const cellWeight = tapsAcross ** 2

/** In smaller cells some of the four are the same pixel, which is read once. */
function tapsOf(cellPixels: number): Taps {
  const all = Array.from({ length: tapsAcross }, (_, index) => Math.floor((index * cellPixels) / tapsAcross))
  const at = Int32Array.from(new Set(all))
  return { at, weight: at.map((place) => all.filter((other) => other === place).length) }
}

/** Adds a line of pixels to the sums of the cells it lies in. `| 0` keeps them in 32-bit integers, twice as fast as floating point. */
function addLine(data: Uint8Array, start: number, { at, weight }: Taps, step: number, times: number, sums: Int32Array) {
  const [at2, at3, at4] = [at[1] ?? 0, at[2] ?? 0, at[3] ?? 0]
  const first = weight[0]! * times
  const second = (weight[1] ?? 0) * times
  const third = (weight[2] ?? 0) * times
  const fourth = (weight[3] ?? 0) * times
  let place = start | 0
  for (let column = 0; column < sums.length; column += 1) {
    let sum = (Math.imul(first, data[place]!) + Math.imul(second, data[(place + at2) | 0]!)) | 0
    sum = (sum + Math.imul(third, data[(place + at3) | 0]!)) | 0
    if (fourth !== 0) sum = (sum + Math.imul(fourth, data[(place + at4) | 0]!)) | 0
    sums[column] = (sums[column]! + sum) | 0
    place = (place + step) | 0
  }
}

/** A line of cells, weights 1, 2, 1; at the edge of the picture it stands for its outer neighbour itself. */
function smoothAcross(sums: Int32Array, to: Float32Array, start: number): void {
  const scale = 1 / (4 * cellWeight)
  const last = sums.length - 1
  let before = sums[0]!
  for (let column = 0; column < last; column += 1) {
    const own = sums[column]!
    to[start + column] = (before + 2 * own + sums[column + 1]!) * scale
    before = own
  }
  to[start + last] = (before + 3 * sums[last]!) * scale
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
