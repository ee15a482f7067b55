import type { Candidate } from './candidate.ts'

export type YoloxGrid = {
  readonly width: number
  readonly height: number
  readonly strides: readonly number[]
  readonly labelCount: number
}

/** Rows that a YOLOX head gives for this input: one per cell of each grid. */
export function yoloxRows({ width, height, strides }: Omit<YoloxGrid, 'labelCount'>): number {
  return strides.reduce((rows, stride) => rows + (width / stride) * (height / stride), 0)
}

/**
 * Decodes the raw head of YOLOX (Ge et al., "YOLOX: Exceeding YOLO Series in 2021"): per cell an offset from the cell, the
 * logarithm of the size, both in strides, objectness and one score per label. The best label of a cell is the cell's.
 * @param output `yoloxRows` rows of 5 + labelCount
 */
export function decodeYolox(output: Float32Array, grid: YoloxGrid, minScore: number): Candidate[] {
  const candidates: Candidate[] = []
  const rowLength = 5 + grid.labelCount
  let start = 0
  for (const stride of grid.strides) {
    const columns = grid.width / stride
    const cells = columns * (grid.height / stride)
    for (let cell = 0; cell < cells; cell += 1, start += rowLength) {
      // A score is objectness × label score ≤ objectness: most cells end here.
      if ((output[start + 4] ?? 0) < minScore) continue
      const row = output.subarray(start, start + rowLength)
      const candidate = decodeRow(row, cell % columns, Math.floor(cell / columns), stride)
      if (candidate.score >= minScore) candidates.push(candidate)
    }
  }
  return candidates
}

function decodeRow(row: Float32Array, column: number, line: number, stride: number): Candidate {
  const [x = 0, y = 0, logWidth = 0, logHeight = 0, objectness = 0] = row
  const centreX = (x + column) * stride
  const centreY = (y + line) * stride
  const halfWidth = (Math.exp(logWidth) * stride) / 2
  const halfHeight = (Math.exp(logHeight) * stride) / 2
  const label = bestLabel(row)
  return {
    label,
    score: objectness * (row[5 + label] ?? 0),
    left: centreX - halfWidth,
    top: centreY - halfHeight,
    right: centreX + halfWidth,
    bottom: centreY + halfHeight,
  }
}

function bestLabel(row: Float32Array): number {
  let best = 5
  for (let index = 6; index < row.length; index += 1) {
    if ((row[index] ?? 0) > (row[best] ?? 0)) best = index
  }
  return best - 5
}
