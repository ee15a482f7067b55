import type { ModelManifest } from '../../models/manifest.ts'
import type { Box, Detection, LabelChance } from './detection.ts'
import { kindOf } from './kind.ts'
import type { Picture } from './model-input.ts'
import type { Square } from './square.ts'

export type CellsOptions = Pick<ModelManifest, 'labels' | 'classes'> & {
  /** Cells across and down of a square. */
  readonly across: number
  readonly minScore: number
}

/** An object in a square: where it lies in the picture's pixels, and the chance of each label. */
type Peak = { readonly corners: Corners; readonly score: number; readonly chances: readonly number[] }
type Corners = readonly [left: number, top: number, right: number, bottom: number]

/** What a square shows: objects that lie in it whole, and those that reach over its edges. */
export type Shown = { readonly whole: Detection[]; readonly cut: Detection[] }

/**
 * Reads what a network says of squares: per cell the chance 0–1 of each label, then how far the box reaches from the cell's
 * middle to the left, top, right and bottom, in sides of the square. An object is where a cell's best chance is the highest of
 * its neighbours' (Zhou et al. 2019).
 * @param cells squares × (labels + 4) × across × across
 * @returns what each square shows, each object with the chances of its labels
 */
export function decodeCells(
  cells: Float32Array,
  squares: readonly Square[],
  picture: Pick<Picture, 'width' | 'height'>,
  options: CellsOptions,
): Shown[] {
  const size = (options.labels.length + 4) * options.across ** 2
  const best = new Float32Array(options.across ** 2)
  return squares.map((square, index) => {
    const peaks = peaksOf(cells.subarray(index * size, (index + 1) * size), square, best, options)
    const shown = (cut: boolean) =>
      peaks
        .filter(({ corners }) => isCut(corners, square, picture) === cut)
        .flatMap((peak) => toDetection(peak, picture, options))
    return { whole: shown(false), cut: shown(true) }
  })
}

/** @param best is written to: of each cell, its best chance */
function peaksOf(
  cells: Float32Array,
  square: Square,
  best: Float32Array,
  { labels, across, minScore }: CellsOptions,
): Peak[] {
  const plane = best.length
  const value = (channel: number, cell: number) => cells[channel * plane + cell] ?? 0
  best.set(cells.subarray(0, plane))
  for (let at = plane; at < labels.length * plane; at += 1) {
    best[at % plane] = Math.max(best[at % plane] ?? 0, cells[at] ?? 0)
  }
  const peaks: Peak[] = []
  for (let cell = 0; cell < plane; cell += 1) {
    const score = best[cell] ?? 0
    if (score < minScore || !isHighest(best, cell, across)) continue
    const x = square.left + (((cell % across) + 0.5) / across) * square.side
    const y = square.top + ((Math.floor(cell / across) + 0.5) / across) * square.side
    const edge = (index: number) => value(labels.length + index, cell) * square.side
    peaks.push({
      corners: [x - edge(0), y - edge(1), x + edge(2), y + edge(3)],
      score,
      chances: labels.map((_, label) => value(label, cell)),
    })
  }
  return peaks
}

/** Of two equal neighbours the first is. */
function isHighest(best: Float32Array, cell: number, across: number): boolean {
  const own = best[cell] ?? 0
  const column = cell % across
  for (let down = -1; down <= 1; down += 1) {
    for (let right = -1; right <= 1; right += 1) {
      const other = cell + down * across + right
      const isInside = column + right >= 0 && column + right < across && other >= 0 && other < best.length
      if (!isInside || other === cell) continue
      const there = best[other] ?? 0
      if (there > own || (there === own && other < cell)) return false
    }
  }
  return true
}

/** Share of the square's side that a box keeps from its edges when it is whole. */
const clearance = 0.02

function isCut(
  corners: Corners,
  { left, top, side }: Square,
  { width, height }: Pick<Picture, 'width' | 'height'>,
): boolean {
  const clear = clearance * side
  return (
    (left > 0 && corners[0] < left + clear) ||
    (top > 0 && corners[1] < top + clear) ||
    (left + side < width && corners[2] > left + side - clear) ||
    (top + side < height && corners[3] > top + side - clear)
  )
}

function toDetection(
  { corners: [left, top, right, bottom], chances }: Peak,
  { width, height }: Pick<Picture, 'width' | 'height'>,
  { labels, classes }: CellsOptions,
): Detection[] {
  const [x, y] = [unit(left / width), unit(top / height)]
  const box: Box = [x, y, unit(right / width) - x, unit(bottom / height) - y]
  const tallness = (bottom - top) / (right - left)
  const likely = labels.flatMap((label, index): LabelChance[] => {
    const wireClass = classes[label]
    if (wireClass === undefined) return []
    const { tallest = Infinity, vehicleType: _, class: __, ...limits } = wireClass
    const chance = (chances[index] ?? 0) * (tallness > tallest ? tooTallWeight : 1)
    return [{ label, ...kindOf(wireClass), chance, ...limits }]
  })
  const label = labels[chances.indexOf(Math.max(...chances))] ?? ''
  const wireClass = classes[label]
  if (wireClass === undefined || box[2] <= 0 || box[3] <= 0) return []
  const heightAcross = (bottom - top) / width
  // That it is any of them: where labels share the chance, there is an object nonetheless.
  const score = 1 - labels.reduce((none, _, index) => none * (1 - unit(chances[index] ?? 0)), 1)
  return [{ label, ...kindOf(wireClass), score, box, chances: likely, heightAcross }]
}

/** What the chance of a label counts that hardly goes with the shape. */
const tooTallWeight = 0.25

function unit(value: number): number {
  return Math.min(1, Math.max(0, value))
}
