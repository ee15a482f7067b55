// biome-ignore-all lint/style/noNonNullAssertion: indices stay within arrays made for exactly this size, a million a frame
import type { Frame } from '../decode/frame.ts'
import { patches, patchesAcross, patchesDown } from './patches.ts'

/** Lines of pixels that are looked at: one in so many. */
const lineStep = 3
/** Pixels over which an edge that is out of focus has risen as well. */
const reach = 8
/** Of the steps of a patch, the one that three in a thousand exceed: its edges, if only of some grains, not its noise. */
const share = 0.003
/** A patch whose edges rise less, luma levels, has none to judge by. */
const minRise = 14
const levels = 256

/**
 * How steep edges are: the largest steps from pixel to pixel as a part of the largest rises over `reach` pixels, for each
 * patch. Light and contrast change both alike, a lens that is out of focus only the first.
 */
export function createSteepness(width: number, height: number): (frame: Pick<Frame, 'data'>) => Float32Array {
  const steps = new Uint32Array(patches * levels)
  const rises = new Uint32Array(patches * levels)
  const patchWidth = Math.floor((width - reach) / patchesAcross)

  return ({ data }) => {
    steps.fill(0)
    rises.fill(0)
    const counts = new Uint32Array(patchesDown)
    for (let line = 0; line < height; line += lineStep) {
      const row = Math.min(patchesDown - 1, Math.floor((line * patchesDown) / height))
      counts[row]! += patchWidth
      for (let column = 0; column < patchesAcross; column += 1) {
        const base = (row * patchesAcross + column) * levels
        const from = line * width + column * patchWidth
        countLine(data, from, from + patchWidth, base, steps, rises)
      }
    }
    return Float32Array.from({ length: patches }, (_, patch) => {
      const enough = counts[Math.floor(patch / patchesAcross)]! * share
      const rise = exceededBy(rises, patch * levels, enough)
      return rise < minRise ? Number.NaN : Math.min(1, exceededBy(steps, patch * levels, enough) / rise)
    })
  }
}

function countLine(
  data: Uint8Array,
  from: number,
  until: number,
  base: number,
  steps: Uint32Array,
  rises: Uint32Array,
): void {
  for (let place = from | 0; place < until; place += 1) {
    const own = data[place]!
    const step = Math.abs(data[(place + 1) | 0]! - own) | 0
    const rise = Math.abs(data[(place + reach) | 0]! - own) | 0
    steps[(base + step) | 0]! += 1
    rises[(base + rise) | 0]! += 1
  }
}

/** The level that so many counts reach or exceed, between levels by the share of the last. */
function exceededBy(histogram: Uint32Array, base: number, enough: number): number {
  let above = 0
  for (let level = levels - 1; level >= 0; level -= 1) {
    const here = histogram[base + level]!
    if (above + here >= enough) return level + (enough - above) / here
    above += here
  }
  return 0
}
