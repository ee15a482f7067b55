// biome-ignore-all lint/style/noNonNullAssertion: indices stay within arrays made for exactly this grid, a million a frame
import type { Frame } from '../decode/frame.ts'
import type { Grid, Shrink } from '../motion/shrink.ts'
import { patches, patchOfCells } from './patches.ts'
import { createSteepness } from './steepness.ts'

/** What the watch over a camera needs to know of one picture; nothing here says what is in it. */
export type Look = {
  readonly at: number
  readonly grid: Grid
  /** Mean luma of some of the cells, evenly spread: what is kept of a look, to compare others with. */
  readonly sample: Float32Array
  /** Mean luma of all. */
  readonly mean: number
  /** Luma that one cell in twenty exceeds. */
  readonly bright: number
  /** Edges of each cell, across and down, −1 to 1: a strong one counts little more than a clear one. Written anew by the next look. */
  readonly edges: Edges
  /** How much there is to see in each patch: its mean gradient, relative to the light of the picture. */
  readonly texture: Float32Array
  /** How steep the edges of each patch are, 0–1; NaN where it has none. */
  readonly steepness: Float32Array
}

export type Edges = { readonly across: Float32Array; readonly down: Float32Array }

/** Luma of black in limited range is 16; a little less, so that a black picture divides by something. */
const black = 10
/** A gradient per cell that counts as an edge, luma levels. */
const clearEdge = 6
/** One cell in so many tells for the others: coprime to most widths, so that all columns have their say. */
const sampleEvery = 7

/**
 * What each frame of this size looks like.
 * @param shrink of pictures of this size
 */
export function createLooker({ width, height }: Pick<Frame, 'width' | 'height'>, { grid, shrink }: Shrink) {
  const cells = grid.width * grid.height
  const patchOf = patchOfCells(grid)
  const cellsOf = new Float32Array(patches)
  for (const patch of patchOf) cellsOf[patch]! += 1
  const steepness = createSteepness(width, height)
  // Arrays as large as these that come and go make V8 collect all of its garbage again and again.
  const edges = { across: new Float32Array(cells), down: new Float32Array(cells) }

  return (frame: Frame): Look => {
    const luma = shrink(frame)
    const { mean, bright } = brightness(luma)
    const texture = new Float32Array(patches)
    findEdges(luma, grid, patchOf, edges, texture)
    const light = Math.max(1, mean - black)
    for (let patch = 0; patch < patches; patch += 1) texture[patch]! /= cellsOf[patch]! * light
    return { at: frame.at, grid, sample: sampleOf(luma), mean, bright, edges, texture, steepness: steepness(frame) }
  }
}

function sampleOf(luma: Float32Array): Float32Array {
  const sample = new Float32Array(Math.ceil(luma.length / sampleEvery))
  for (let index = 0; index < sample.length; index += 1) sample[index] = luma[index * sampleEvery]!
  return sample
}

function brightness(luma: Float32Array): { mean: number; bright: number } {
  const histogram = new Uint32Array(256)
  let sum = 0
  for (let cell = 0; cell < luma.length; cell += 1) {
    const value = luma[cell]!
    sum += value
    histogram[Math.round(value)]! += 1
  }
  let bright = 255
  for (let above = histogram[255]!; above < luma.length / 20; above += histogram[bright]!) bright -= 1
  return { mean: sum / luma.length, bright }
}

function findEdges(
  luma: Float32Array,
  { width, height }: Grid,
  patchOf: Uint8Array,
  { across, down }: Edges,
  texture: Float32Array,
): void {
  for (let row = 1; row < height - 1; row += 1) {
    for (let cell = row * width + 1; cell < (row + 1) * width - 1; cell += 1) {
      const x = luma[cell + 1]! - luma[cell - 1]!
      const y = luma[cell + width]! - luma[cell - width]!
      const size = Math.abs(x) + Math.abs(y)
      across[cell] = x / (size + clearEdge)
      down[cell] = y / (size + clearEdge)
      texture[patchOf[cell]!]! += size
    }
  }
}
