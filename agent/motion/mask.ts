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
      spreadAcross(first, second, grid)
      spreadDown(second, first, grid)
      recedeAcross(first, second, grid)
      recedeDown(second, first, grid)
      return first
    },
  }
}

/** Over the edge of the picture the outer cells stand once more. */
function dropSpecks(from: Uint8Array, to: Uint8Array, { width, height }: Grid): void {
  for (let row = 0; row < height; row += 1) {
    const above = row === 0 ? 0 : width
    const below = row === height - 1 ? 0 : width
    const last = (row + 1) * width - 1
    for (let cell = row * width; cell <= last; cell += 1) {
      if (from[cell] === 0) {
        to[cell] = 0
        continue
      }
      const before = cell > last - width + 1 ? cell - 1 : cell
      const after = cell < last ? cell + 1 : cell
      const around =
        from[before - above]! +
        from[before]! +
        from[before + below]! +
        from[cell - above]! +
        from[cell]! +
        from[cell + below]! +
        from[after - above]! +
        from[after]! +
        from[after + below]!
      to[cell] = around >= minAround ? 1 : 0
    }
  }
}

/** To the cells beside one another. Most of a picture does not move: cells of the ground cost no more than a look. */
function spreadAcross(from: Uint8Array, to: Uint8Array, { width, height }: Grid): void {
  to.fill(0)
  for (let row = 0; row < height; row += 1) {
    const first = row * width
    const last = first + width - 1
    for (let cell = first; cell <= last; cell += 1) {
      if (from[cell] === 0) continue
      to[cell] = 1
      if (cell > first) to[cell - 1] = 1
      if (cell < last) to[cell + 1] = 1
    }
  }
}

/** Two cells up and down. */
function spreadDown(from: Uint8Array, to: Uint8Array, { width, height }: Grid): void {
  to.fill(0)
  for (let row = 0; row < height; row += 1) {
    const up = Math.min(row, 2) * width
    const down = Math.min(height - 1 - row, 2) * width
    for (let cell = row * width; cell < (row + 1) * width; cell += 1) {
      if (from[cell] === 0) continue
      for (let other = cell - up; other <= cell + down; other += width) to[other] = 1
    }
  }
}

/** Back again as far as it spread, where the ground is near; it does not come in over the edge of the picture. */
function recedeAcross(from: Uint8Array, to: Uint8Array, { width, height }: Grid): void {
  for (let row = 0; row < height; row += 1) {
    const first = row * width
    const last = first + width - 1
    for (let cell = first; cell <= last; cell += 1) {
      const own = from[cell]!
      to[cell] = own === 0 ? 0 : from[cell > first ? cell - 1 : cell]! & from[cell < last ? cell + 1 : cell]!
    }
  }
}

function recedeDown(from: Uint8Array, to: Uint8Array, { width, height }: Grid): void {
  for (let row = 0; row < height; row += 1) {
    const up = Math.min(row, 2) * width
    const down = Math.min(height - 1 - row, 2) * width
    for (let cell = row * width; cell < (row + 1) * width; cell += 1) {
      let stays = from[cell]!
      for (let other = cell - up; stays !== 0 && other <= cell + down; other += width) stays = from[other]!
      to[cell] = stays
    }
  }
}
