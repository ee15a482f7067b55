import type { Candidate } from './candidate.ts'

/** What the head gives for one stride: one row per cell, line by line. */
export type YunetScale = {
  readonly stride: number
  readonly classes: Float32Array
  readonly objectness: Float32Array
  /** Offset of the centre from the cell, and the logarithm of the size, both in strides. */
  readonly boxes: Float32Array
}

/**
 * Decodes YuNet (Wu et al., "YuNet: A Tiny Millisecond-level Face Detector", 2023) as OpenCV's FaceDetectorYN does: the score is
 * the geometric mean of class score and objectness, each cut to 0–1. Landmarks are not read.
 * @param width of the model's input, pixels
 */
export function decodeYunet(scales: readonly YunetScale[], width: number, minScore: number): Candidate[] {
  return scales.flatMap((scale) => decodeScale(scale, width / scale.stride, minScore))
}

function decodeScale({ stride, classes, objectness, boxes }: YunetScale, columns: number, minScore: number) {
  const candidates: Candidate[] = []
  for (const [cell, classScore] of classes.entries()) {
    const score = Math.sqrt(toUnit(classScore) * toUnit(objectness[cell] ?? 0))
    if (score < minScore) continue
    const [x = 0, y = 0, logWidth = 0, logHeight = 0] = boxes.subarray(cell * 4, cell * 4 + 4)
    const centreX = (x + (cell % columns)) * stride
    const centreY = (y + Math.floor(cell / columns)) * stride
    const halfWidth = (Math.exp(logWidth) * stride) / 2
    const halfHeight = (Math.exp(logHeight) * stride) / 2
    const sides = { left: centreX - halfWidth, right: centreX + halfWidth }
    candidates.push({ label: 0, score, ...sides, top: centreY - halfHeight, bottom: centreY + halfHeight })
  }
  return candidates
}

function toUnit(value: number): number {
  return Math.min(1, Math.max(0, value))
}
