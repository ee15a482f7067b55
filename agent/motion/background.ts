// biome-ignore-all lint/style/noNonNullAssertion: indices stay within arrays made for exactly this grid, a million a frame

/**
 * What each cell looks like when nothing moves, and a second look that it has had since: that of an object which stopped, or,
 * once that was absorbed, the ground it hides (two of the modes of Stauffer and Grimson 1999, with the running quantile of
 * the deviation of Manzanera and Richefeu 2007 in place of a variance). Luma throughout.
 */
export type Background = {
  readonly mean: Float32Array
  /** Two thirds of the deviations from the mean are smaller, as far as they come and go from frame to frame. */
  readonly spread: Float32Array
  /** The picture before. */
  readonly last: Float32Array
  /** The second look, and for how many seconds it has lasted; from `stoppedS` on it is a ground that was seen before. */
  readonly second: Float32Array
  readonly secondS: Float32Array
  /** How many times faster than usual the second look becomes the background; whoever knows better sets it anew each frame. */
  readonly haste: Uint8Array
  /** Result of `compare`: 1 where the cell does not look like its background … */
  readonly changed: Uint8Array
  /** … and its deviation there, in thresholds; in shared memory, so that a worker reads it without a copy. */
  readonly contrast: Float32Array
}

export type Pace = {
  /** Since the frame before. */
  readonly elapsedS: number
  /** Since the model was made. */
  readonly learntS: number
  /** How long an object stands still until it is background. */
  readonly stoppedS: number
}

/** How fast the mean follows, once it has seen that much. */
const meanS = 8
/** Growth and decline of the spread; their ratio makes it the quantile of two thirds. */
const spreadGrowsS = 3
const spreadShrinksS = 6
const leastSpread = 0.5
const mostSpread = 15
/** How many times faster a look is forgotten than learnt: people of one place, each in dark trousers, are not one who stays. */
const leaves = 20
/** Deviation that counts as a change: compression and rounding, and on top the noise of the very cell. */
const baseThreshold = 7
const thresholdSpreads = 3.5

export function createBackground(cells: number): Background {
  return {
    mean: new Float32Array(cells),
    spread: new Float32Array(cells).fill(1),
    last: new Float32Array(cells),
    second: new Float32Array(cells),
    secondS: new Float32Array(cells),
    haste: new Uint8Array(cells).fill(1),
    changed: new Uint8Array(cells),
    contrast: new Float32Array(new SharedArrayBuffer(cells * Float32Array.BYTES_PER_ELEMENT)),
  }
}

/** The picture holds nothing but background. */
export function learn(background: Background, picture: Float32Array, pace: Pace): void {
  const { mean, spread, last } = background
  const follow = followShare(pace)
  const grow = Math.exp(pace.elapsedS / spreadGrowsS)
  const shrink = Math.exp(-pace.elapsedS / spreadShrinksS)
  for (let cell = 0; cell < picture.length; cell += 1) {
    const deviation = picture[cell]! - mean[cell]!
    mean[cell]! += follow * deviation
    if (pace.learntS === 0) continue
    const flicker = Math.min(Math.abs(deviation), Math.abs(picture[cell]! - last[cell]!))
    spread[cell] = nextSpread(spread[cell]!, flicker, grow, shrink)
  }
  last.set(picture)
}

/**
 * Finds what does not look like the background, and learns from the picture.
 * @param width cells of a line
 * @returns number of cells that changed
 */
export function compare(background: Background, picture: Float32Array, width: number, pace: Pace): number {
  const { mean, spread, last, secondS, changed, contrast } = background
  const { elapsedS } = pace
  const follow = followShare(pace)
  const grow = Math.exp(elapsedS / spreadGrowsS)
  const shrink = Math.exp(-elapsedS / spreadShrinksS)
  let count = 0
  for (let cell = 0; cell < picture.length; cell += 1) {
    const luma = picture[cell]!
    const usual = mean[cell]!
    const noise = spread[cell]!
    const deviation = Math.abs(luma - usual)
    const threshold = baseThreshold + thresholdSpreads * noise
    contrast[cell] = deviation / threshold
    // An object that stands there deviates as well, but does not flicker.
    const step = Math.abs(luma - last[cell]!)
    spread[cell] = nextSpread(noise, deviation < step ? deviation : step, grow, shrink)
    const isChanged =
      deviation > threshold &&
      !isBeside(mean, cell, width, luma, threshold) &&
      !isAbsorbed(background, cell, luma, threshold, pace)
    changed[cell] = isChanged ? 1 : 0
    if (isChanged) {
      count += 1
      continue
    }
    const now = mean[cell]!
    mean[cell] = now + follow * (luma - now)
    const age = secondS[cell]!
    if (age === 0 || age >= pace.stoppedS) continue
    const left = age - leaves * elapsedS
    secondS[cell] = left > 0 ? left : 0
  }
  last.set(picture)
  return count
}

/** Of a cell that changed: whether its second look has lasted, or was known, for long enough to be background from now on. */
function isAbsorbed(background: Background, cell: number, luma: number, threshold: number, pace: Pace): boolean {
  const { mean, second, secondS, haste } = background
  if (Math.abs(luma - second[cell]!) > threshold) {
    second[cell] = luma
    secondS[cell] = 0
    return false
  }
  const wasKnown = secondS[cell]! >= pace.stoppedS
  secondS[cell]! += pace.elapsedS * haste[cell]!
  second[cell]! += Math.min(1, pace.elapsedS) * (luma - second[cell]!)
  if (secondS[cell]! < pace.stoppedS) return false
  const hidden = mean[cell]!
  mean[cell] = second[cell]!
  second[cell] = hidden
  // The ground that an object hides is known again at once; an object that left, or that never was there, would have to stop anew.
  secondS[cell] = wasKnown || haste[cell]! > 1 ? 0 : pace.stoppedS
  return true
}

/**
 * Whether it is background that lies one cell further on: a camera shakes in the wind (Elgammal et al. 2000 look there too).
 * In the outer lines nobody knows.
 */
function isBeside(mean: Float32Array, cell: number, width: number, luma: number, threshold: number): boolean {
  if (cell <= width || cell >= mean.length - width - 1) return false
  const isBrighter = luma > mean[cell]!
  for (let middle = cell - width; middle <= cell + width; middle += width) {
    const left = mean[middle - 1]!
    const own = mean[middle]!
    const right = mean[middle + 1]!
    // Only one of the two sides is open: on the other one the cell itself is.
    const isNear = isBrighter
      ? luma < left + threshold || luma < own + threshold || luma < right + threshold
      : luma > left - threshold || luma > own - threshold || luma > right - threshold
    if (isNear) return true
  }
  return false
}

/** At the beginning the plain average of what was seen so far. */
function followShare({ elapsedS, learntS }: Pace): number {
  return learntS === 0 ? 1 : Math.min(1, elapsedS / Math.min(meanS, learntS))
}

function nextSpread(spread: number, deviation: number, grow: number, shrink: number): number {
  const next = spread * (deviation > spread ? grow : shrink)
  if (next < leastSpread) return leastSpread
  return next > mostSpread ? mostSpread : next
}
