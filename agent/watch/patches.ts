import type { Grid } from '../motion/shrink.ts'

/** The picture is judged in patches, so that what passes through it is only in some of them. */
export const patchesAcross = 8
export const patchesDown = 5
export const patches = patchesAcross * patchesDown

/** The patch of each cell. */
export function patchOfCells({ width, height }: Grid): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, cell) => {
    const column = Math.floor(((cell % width) * patchesAcross) / width)
    return Math.floor((Math.floor(cell / width) * patchesDown) / height) * patchesAcross + column
  })
}

/** The middle one of those that are numbers; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
