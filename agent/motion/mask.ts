// biome-ignore-all lint/style/noNonNullAssertion: indices stay within arrays made for exactly this grid, a million a frame
import type { Grid } from './shrink.ts'

export type Tidy = {
  /**
   * `changed` without specks, and with slits closed of up to four cells' height and two cells' width: people fall into pieces
   * one above the other, and stand side by side. The same array is written anew by the next call.
   */
  tidy(changed: Uint8Array): Uint8Array
}

/** Of the nine cells around and with one, how many must have changed for it to stay: lone cells and threads go. */
const minAround = 5

export function createTidy(grid: Grid): Tidy {
  const first = new Uint8Array(grid.width * grid.height)
  const second = new Uint8Array(grid.width * grid.height)
  return {
    tidy(changed) {
      dropSpecks(changed, first, grid)
      for (const isObject of [true, false]) {
        spreadAcross(first, second, grid, isObject)
        spreadDown(second, first, grid, isObject)
      }
      return first
    },
  }
}

/** Over the edge of the picture the outer cells stand once more. */
function dropSpecks(from: Uint8Array, to: Uint8Array, { width, height }: Grid): void {
  for (let row = 0; row < height; row += 1) {
    const above = row === 0 ? 0 : -width
    const below = row === height - 1 ? 0 : width
    const last = (row + 1) * width - 1
    let own = from[last - width + 1 + above]! + from[last - width + 1]! + from[last - width + 1 + below]!
    let before = own
    for (let cell = row * width; cell <= last; cell += 1) {
      const next = cell < last ? cell + 1 : cell
      const after = from[next + above]! + from[next]! + from[next + below]!
      to[cell] = before + own + after >= minAround ? from[cell]! : 0
      before = own
      own = after
    }
  }
}

/** @param isObject whether what moved spreads, or else the ground; neither comes in over the edge of the picture */
function spreadAcross(from: Uint8Array, to: Uint8Array, { width, height }: Grid, isObject: boolean): void {
  for (let row = 0; row < height; row += 1) {
    const last = (row + 1) * width - 1
    let before = from[row * width]!
    for (let cell = row * width; cell <= last; cell += 1) {
      const own = from[cell]!
      const after = from[cell < last ? cell + 1 : cell]!
      to[cell] = isObject ? before | own | after : before & own & after
      before = own
    }
  }
}

/** Two cells up and down. */
function spreadDown(from: Uint8Array, to: Uint8Array, { width, height }: Grid, isObject: boolean): void {
  for (let row = 0; row < height; row += 1) {
    const [up, down] = [Math.min(row, 1) * width, Math.min(height - 1 - row, 1) * width]
    const [farUp, farDown] = [Math.min(row, 2) * width, Math.min(height - 1 - row, 2) * width]
    for (let cell = row * width; cell < (row + 1) * width; cell += 1) {
      to[cell] = isObject
        ? from[cell - farUp]! | from[cell - up]! | from[cell]! | from[cell + down]! | from[cell + farDown]!
        : from[cell - farUp]! & from[cell - up]! & from[cell]! & from[cell + down]! & from[cell + farDown]!
    }
  }
}
