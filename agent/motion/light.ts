// biome-ignore-all lint/style/noNonNullAssertion: indices stay within arrays made for exactly this grid, a million a frame
import type { Background } from './background.ts'

export type Light = {
  /**
   * Follows what changes the light of the whole picture at once (clouds, exposure, lamps): the background becomes as bright as
   * the picture, also where an object hides it. To be called before the comparison.
   * @param moving what moved in the frame before
   */
  follow(background: Background, picture: Float32Array, moving: Uint8Array): void
}

/** Every seventh cell tells the light: coprime to most widths, so that all columns have their say. */
const sampleEvery = 7
const minSamples = 200
/** Below it noise rules; above it cameras clip, and more light shows no more. */
const darkest = 24
const brightest = 225
/** Around luma of black, which is 16: noise and lens glare, which no light scales. */
const black = 12
/** A ratio that counts as a jump: not a gain alone, since gamma and clipping bend it. */
const jump = 0.07
/** Deviation from the gain that gamma and clipping explain: luma, and share of the luma expected. */
const bentBy = 8
const bentShare = 0.12
/** How many of the samples must look better with the gain for it to be one. */
const agreeing = 0.6
const bins = 512
const binsPerUnit = 128

export function createLight(cells: number): Light {
  const ratios = new Float32Array(Math.ceil(cells / sampleEvery))
  const histogram = new Uint16Array(bins)

  const measure = (background: Background, picture: Float32Array, moving: Uint8Array): number => {
    let count = 0
    for (let cell = 0; cell < picture.length; cell += sampleEvery) {
      const mean = background.mean[cell]!
      if (moving[cell] === 1 || mean < darkest || mean > brightest || picture[cell]! > brightest) continue
      ratios[count] = Math.max(1, picture[cell]! - black) / (mean - black)
      count += 1
    }
    if (count < minSamples) return 1
    const middle = median(ratios, count, histogram)
    return meanNear(ratios, count, middle)
  }

  return {
    follow(background, picture, moving) {
      const gain = measure(background, picture, moving)
      if (Math.abs(gain - 1) < jump) scale(background, gain)
      else if (explains(gain, background, picture, moving)) relight(background, picture, moving, gain)
    },
  }
}

function median(ratios: Float32Array, count: number, histogram: Uint16Array): number {
  histogram.fill(0)
  for (let index = 0; index < count; index += 1) {
    histogram[Math.min(bins - 1, Math.round(ratios[index]! * binsPerUnit))]! += 1
  }
  let bin = 0
  for (let seen = histogram[0]!; seen < count / 2; seen += histogram[bin]!) bin += 1
  return bin / binsPerUnit
}

/** The median is as coarse as its bins: the mean of what lies around it is not. */
function meanNear(ratios: Float32Array, count: number, middle: number): number {
  let sum = 0
  let near = 0
  for (let index = 0; index < count; index += 1) {
    if (Math.abs(ratios[index]! - middle) > 0.03) continue
    sum += ratios[index]!
    near += 1
  }
  return near === 0 ? middle : sum / near
}

function explains(gain: number, { mean }: Background, picture: Float32Array, moving: Uint8Array): boolean {
  let better = 0
  let samples = 0
  for (let cell = 0; cell < picture.length; cell += sampleEvery) {
    if (moving[cell] === 1) continue
    samples += 1
    if (Math.abs(picture[cell]! - scaled(mean[cell]!, gain)) < Math.abs(picture[cell]! - mean[cell]!)) better += 1
  }
  return better > agreeing * samples
}

function scale({ mean, second }: Background, gain: number): void {
  for (let cell = 0; cell < mean.length; cell += 1) {
    mean[cell] = scaled(mean[cell]!, gain)
    second[cell] = scaled(second[cell]!, gain)
  }
}

/**
 * Under the new light what did not move is background as it is now, for gamma and clipping bend the gain; not so what looks
 * altogether different: it has come since the frame before.
 */
function relight({ mean, second }: Background, picture: Float32Array, moving: Uint8Array, gain: number): void {
  for (let cell = 0; cell < mean.length; cell += 1) {
    const expected = scaled(mean[cell]!, gain)
    const isSame = moving[cell] === 0 && Math.abs(picture[cell]! - expected) < bentBy + bentShare * expected
    mean[cell] = isSame ? picture[cell]! : expected
    second[cell] = scaled(second[cell]!, gain)
  }
}

function scaled(luma: number, gain: number): number {
  return luma > brightest ? luma : black + (luma - black) * gain
}
