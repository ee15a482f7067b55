// biome-ignore-all lint/style/noNonNullAssertion: indices stay within arrays made for exactly this grid, a million a frame
import type { Background } from './background.ts'
import type { Grid } from './shrink.ts'

/** A shadow leaves no less than this share of the light, and lamps, sun and exposure add no more than this … */
const deepest = 0.5
const brightest = 1.3
/** … and about the same share in neighbouring cells, so that what lies there keeps its edges. Grows with the noise. */
const evenness = 0.035
const evennessSpreads = 1
/** Cells over which a shadow's edge is spread, by its softness and by the smoothing. */
const edgeCells = 3
/** Around luma of black, which no light scales. */
const black = 12
const darkest = 28

export type Shadows = {
  /**
   * Takes the cells that are only darker or brighter than their background out of `changed` (ratio and its evenness: Jacques et al. 2005),
   * first where the share of light is even, then the fading edge around.
   */
  remove(background: Background, picture: Float32Array): void
  /** Brings those back that stand between what moved above and below: a shirt that is like a shadow on the wall. */
  restore(moving: Uint8Array): void
}

export function createShadows({ width, height }: Grid): Shadows {
  const candidates = new Int32Array(width * height)
  const marks = new Uint8Array(width * height)
  let cells = candidates.subarray(0, 0)
  return {
    remove(background, picture) {
      marks.fill(0)
      cells = candidates.subarray(0, collect(background, width, height, candidates))
      const dark = { ...background, picture, width, cells, marks }
      markEven(dark)
      for (let ring = 1; ring <= edgeCells; ring += 1) markEdge(dark, ring)
      takeOut(dark)
      trimEdges(background.changed, width, height)
    },
    restore(moving) {
      for (let index = 0; index < cells.length; index += 1) {
        const cell = cells[index]!
        if (marks[cell] === 0 || moving[cell] === 1 || moving[cell - width] === 0) continue
        let below = cell
        while (moving[below] === 0 && marks[below] !== 0) below += width
        // Of what reaches the lower edge there is nothing below.
        if (moving[below] === 1) for (let between = cell; between < below; between += width) moving[between] = 1
      }
    },
  }
}

type Dark = Background & {
  readonly picture: Float32Array
  readonly width: number
  /** Those that changed and have neighbours all around. */
  readonly cells: Int32Array
  /** 1: a shadow or a light, higher: its edge. */
  readonly marks: Uint8Array
}

function collect({ changed, mean }: Background, width: number, height: number, cells: Int32Array): number {
  let count = 0
  for (let row = 1; row < height - 1; row += 1) {
    for (let cell = row * width + 1; cell < (row + 1) * width - 1; cell += 1) {
      if (changed[cell] === 0 || mean[cell]! < darkest) continue
      cells[count] = cell
      count += 1
    }
  }
  return count
}

function markEven(dark: Dark): void {
  const { mean, spread, marks, width, cells } = dark
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index]!
    const own = lightShare(dark, cell)
    if (own < deepest || own > brightest) continue
    const tolerance = evenness + (evennessSpreads * spread[cell]!) / mean[cell]!
    const isEven =
      Math.abs(lightShare(dark, cell - 1) - own) < tolerance &&
      Math.abs(lightShare(dark, cell + 1) - own) < tolerance &&
      Math.abs(lightShare(dark, cell - width) - own) < tolerance &&
      Math.abs(lightShare(dark, cell + width) - own) < tolerance
    if (isEven) marks[cell] = 1
  }
}

/** Of the outermost cells, which have no neighbours to tell a shadow by, those inside tell. */
function trimEdges(changed: Uint8Array, width: number, height: number): void {
  if (width < 3 || height < 3) return
  for (let row = 0; row < height; row += 1) {
    const first = row * width
    const last = first + width - 1
    changed[first]! &= changed[first + 1]!
    changed[last]! &= changed[last - 1]!
  }
  const bottom = (height - 1) * width
  for (let column = 0; column < width; column += 1) {
    changed[column]! &= changed[column + width]!
    changed[bottom + column]! &= changed[bottom + column - width]!
  }
}

/** Marks what lies beside a cell of `mark` and differs less than it, to the same side, by the next number. */
function markEdge(dark: Dark, mark: number): void {
  const { marks, width, cells } = dark
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index]!
    if (marks[cell] !== 0 || !isBeside(marks, cell, width, mark)) continue
    const own = lightShare(dark, cell)
    const isEdge =
      fades(dark, cell - 1, mark, own) ||
      fades(dark, cell + 1, mark, own) ||
      fades(dark, cell - width, mark, own) ||
      fades(dark, cell + width, mark, own)
    if (isEdge) marks[cell] = mark + 1
  }
}

function isBeside(marks: Uint8Array, cell: number, width: number, mark: number): boolean {
  return (
    marks[cell - 1] === mark || marks[cell + 1] === mark || marks[cell - width] === mark || marks[cell + width] === mark
  )
}

function fades(dark: Dark, beside: number, mark: number, share: number): boolean {
  if (dark.marks[beside] !== mark) return false
  const there = lightShare(dark, beside)
  return there < 1 ? share > there - evenness && share <= 1 : share < there + evenness && share >= 1
}

function takeOut({ cells, marks, changed }: Dark): void {
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index]!
    if (marks[cell] !== 0) changed[cell] = 0
  }
}

function lightShare({ picture, mean }: Dark, cell: number): number {
  return Math.max(1, picture[cell]! - black) / Math.max(1, mean[cell]! - black)
}
