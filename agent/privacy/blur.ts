// biome-ignore-all lint/style/noNonNullAssertion: indices stay within regions that were cut to the picture
import type { Frame } from '../decode/frame.ts'
import type { Box } from '../detect/detection.ts'

/** Values that are left of a region along its shorter side: too few for a face, however large it was. */
const cellsAcross = 4
/** Samples; of the smallest regions fewer cells are left. */
const leastCell = 2

type Plane = { readonly data: Uint8Array; readonly width: number; readonly height: number }
/** In samples of a plane; right and bottom exclusive. */
type Region = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }

/**
 * The picture with regions beyond recognition, in bytes of its own. Each keeps the mean of a few cells and a smooth passage
 * between them, nothing else: there is nothing to be undone.
 * @param boxes 0–1 of the picture; they may reach over its edges
 * @param takeBytes gives as many bytes as it is asked for
 */
export function blurRegions(frame: Frame, boxes: readonly Box[], takeBytes = newBytes): Frame {
  if (boxes.length === 0) return frame
  const data = takeBytes(frame.data.length)
  data.set(frame.data)
  const planes = planesOf(frame, data)
  for (const box of boxes) for (const plane of planes) blurRegion(plane, regionOf(box, plane))
  return { ...frame, data }
}

function newBytes(length: number): Uint8Array {
  return new Uint8Array(length)
}

/**
 * For pictures that follow each other, in their own bytes: many pictures of one face add up when each is cut into cells in
 * another way, so that of a region only the mean is left.
 */
export function flattenRegions(picture: Pick<Frame, 'width' | 'height' | 'data'>, boxes: readonly Box[]): void {
  const planes = planesOf(picture, picture.data)
  for (const box of boxes) for (const plane of planes) flattenRegion(plane, regionOf(box, plane))
}

function flattenRegion({ data, width }: Plane, { left, top, right, bottom }: Region): void {
  if (right <= left || bottom <= top) return
  let sum = 0
  for (let y = top; y < bottom; y += 1) {
    for (let at = y * width + left; at < y * width + right; at += 1) sum += data[at]!
  }
  const mean = Math.round(sum / ((right - left) * (bottom - top)))
  for (let y = top; y < bottom; y += 1) data.fill(mean, y * width + left, y * width + right)
}

function planesOf({ width, height }: Pick<Frame, 'width' | 'height'>, data: Uint8Array): Plane[] {
  const [chromaWidth, chromaHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)]
  const [luma, chroma] = [width * height, chromaWidth * chromaHeight]
  const size = { width: chromaWidth, height: chromaHeight }
  return [
    { data: data.subarray(0, luma), width, height },
    { data: data.subarray(luma, luma + chroma), ...size },
    { data: data.subarray(luma + chroma), ...size },
  ]
}

function regionOf([x, y, boxWidth, boxHeight]: Box, { width, height }: Plane): Region {
  return {
    left: Math.max(0, Math.floor(x * width)),
    top: Math.max(0, Math.floor(y * height)),
    right: Math.min(width, Math.ceil((x + boxWidth) * width)),
    bottom: Math.min(height, Math.ceil((y + boxHeight) * height)),
  }
}

function blurRegion({ data, width }: Plane, region: Region): void {
  const { left, top, right, bottom } = region
  const across = right - left
  const down = bottom - top
  if (across <= 0 || down <= 0) return
  const cell = Math.max(leastCell, Math.min(across, down) / cellsAcross)
  const columns = Math.max(1, Math.floor(across / cell))
  const rows = Math.max(1, Math.floor(down / cell))
  const means = meansOf(data, width, region, columns, rows)
  const places = Array.from({ length: across }, (_, x) => placeBetween(x, across, columns))
  for (let y = 0; y < down; y += 1) {
    const { first: upper, next: lower, share: downShare } = placeBetween(y, down, rows)
    const start = (top + y) * width + left
    for (let x = 0; x < across; x += 1) {
      const { first, next, share } = places[x]!
      const above = between(means[upper * columns + first]!, means[upper * columns + next]!, share)
      const below = between(means[lower * columns + first]!, means[lower * columns + next]!, share)
      data[start + x] = Math.round(between(above, below, downShare))
    }
  }
}

/** Between the middles of which cells a sample lies, and how far on the way to the second. */
function placeBetween(sample: number, samples: number, cells: number) {
  const place = Math.min(cells - 1, Math.max(0, ((sample + 0.5) / samples) * cells - 0.5))
  const first = Math.floor(place)
  return { first, next: Math.min(cells - 1, first + 1), share: place - first }
}

function between(from: number, to: number, share: number): number {
  return from + (to - from) * share
}

function meansOf(data: Uint8Array, width: number, region: Region, columns: number, rows: number): Float64Array {
  const { left, top, right, bottom } = region
  const sums = new Float64Array(columns * rows)
  const counts = new Uint32Array(columns * rows)
  for (let y = top; y < bottom; y += 1) {
    const row = Math.floor(((y - top) / (bottom - top)) * rows)
    for (let x = left; x < right; x += 1) {
      const cell = row * columns + Math.floor(((x - left) / (right - left)) * columns)
      sums[cell]! += data[y * width + x]!
      counts[cell]! += 1
    }
  }
  return sums.map((sum, cell) => sum / counts[cell]!)
}
