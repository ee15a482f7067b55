// biome-ignore-all lint/style/noNonNullAssertion: indices stay within arrays made for exactly this grid, a million a frame
import type { Background } from './background.ts'
import type { Labelled } from './components.ts'
import type { Grid } from './shrink.ts'

/** How many times stronger the edges of the background along the outline must be than those of the picture. */
const edgeRatio = 1.6
/** The same against the contrast there: what left stood out from its surroundings as it differs from them now. */
const contrastRatio = 0.8

/**
 * Whether the blob is the place that an object left which was taken for background: then its outline is an edge of the
 * background, and of the picture no more.
 */
export function isGhost(
  { label, left, top, right, bottom }: Labelled,
  labels: Uint16Array,
  { mean }: Background,
  picture: Float32Array,
  { width, height }: Grid,
): boolean {
  let before = 0
  let now = 0
  let difference = 0
  for (let row = Math.max(1, top); row <= Math.min(height - 2, bottom); row += 1) {
    for (let column = Math.max(1, left); column <= Math.min(width - 2, right); column += 1) {
      const cell = row * width + column
      if (labels[cell] !== label || !isOutline(labels, cell, width)) continue
      before += edge(mean, cell, width)
      now += edge(picture, cell, width)
      difference += Math.abs(picture[cell]! - mean[cell]!)
    }
  }
  return before > edgeRatio * now && before > contrastRatio * difference
}

/** It becomes background as many times faster as it takes to be gone in a moment. */
export function hasten(
  { label, left, top, right, bottom }: Labelled,
  labels: Uint16Array,
  width: number,
  times: number,
  { haste }: Background,
) {
  for (let row = top; row <= bottom; row += 1) {
    for (let cell = row * width + left; cell <= row * width + right; cell += 1)
      if (labels[cell] === label) haste[cell] = times
  }
}

function isOutline(labels: Uint16Array, cell: number, width: number): boolean {
  const label = labels[cell]!
  return (
    labels[cell - 1] !== label ||
    labels[cell + 1] !== label ||
    labels[cell - width] !== label ||
    labels[cell + width] !== label
  )
}

function edge(luma: Float32Array, cell: number, width: number): number {
  return Math.abs(luma[cell + 1]! - luma[cell - 1]!) + Math.abs(luma[cell + width]! - luma[cell - width]!)
}
