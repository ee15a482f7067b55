// biome-ignore-all lint/style/noNonNullAssertion: indices stay within arrays made for exactly this grid, a million a frame
import type { Grid } from './shrink.ts'

/** Cells that hang together. Edges in cells; `right` and `bottom` are the last ones inside. */
export type Blob = {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly cells: number
  /** Sum over the cells of their deviation in thresholds. */
  readonly contrast: number
}

export type Labelled = Blob & { readonly label: number }

export type Components = {
  /** In the order of their uppermost cells, corners touching; `labels` tells the blob of each cell of the latest call, 0: none. */
  find(mask: Uint8Array, contrast: Float32Array): Labelled[]
  readonly labels: Uint16Array
}

/** Less is noise, whatever the options say. */
const minCells = 5
/** More do not move at once in a picture that can be understood; the rest is left out. */
const maxBlobs = 2_000

export function createComponents({ width, height }: Grid): Components {
  const labels = new Uint16Array(width * height)
  const waiting = new Int32Array(width * height)

  const fill = (mask: Uint8Array, contrast: Float32Array, start: number, label: number): Labelled => {
    let left = width
    let top = height
    let right = 0
    let bottom = 0
    let cells = 0
    let sum = 0
    let end = 1
    waiting[0] = start
    labels[start] = label
    while (end > 0) {
      end -= 1
      const cell = waiting[end]!
      const column = cell % width
      const row = (cell - column) / width
      if (column < left) left = column
      if (column > right) right = column
      if (row < top) top = row
      if (row > bottom) bottom = row
      cells += 1
      sum += contrast[cell]!
      const first = row === 0 ? cell : cell - width
      const last = row === height - 1 ? cell : cell + width
      const back = column === 0 ? 0 : 1
      const forth = column === width - 1 ? 0 : 1
      for (let middle = first; middle <= last; middle += width) {
        for (let beside = middle - back; beside <= middle + forth; beside += 1) {
          if (mask[beside] === 0 || labels[beside] !== 0) continue
          labels[beside] = label
          waiting[end] = beside
          end += 1
        }
      }
    }
    return { label, left, top, right, bottom, cells, contrast: sum }
  }

  return {
    labels,
    find(mask, contrast) {
      labels.fill(0)
      const blobs: Labelled[] = []
      for (let cell = 0, label = 1; cell < mask.length && label <= maxBlobs; cell += 1) {
        if (mask[cell] === 0 || labels[cell] !== 0) continue
        const blob = fill(mask, contrast, cell, label)
        if (blob.cells >= minCells) blobs.push(blob)
        label += 1
      }
      return blobs
    },
  }
}
