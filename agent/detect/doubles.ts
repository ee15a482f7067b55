import { intersectionOverUnion } from './candidate.ts'
import type { Box, Detection } from './detection.ts'

/** How much of the smaller of two boxes lies in the other when both are one object: of one class, or of about one size. */
const partOf = 0.7
const oneSize = 2

/**
 * One detection of each object that several squares show, or one square twice.
 * @returns strongest first
 */
export function withoutDoubles(detections: readonly Detection[], iou: number): Detection[] {
  const kept: Detection[] = []
  for (const detection of detections.toSorted((a, b) => b.score - a.score)) {
    const isDouble = kept.some(
      (other) => intersectionOverUnion(other.box, detection.box) > iou || isPartOf(detection, other),
    )
    if (!isDouble) kept.push(detection)
  }
  return kept
}

/** Somebody before a bus is no part of it; the legs of somebody taken for a two-wheeler are. */
function isPartOf(detection: Detection, other: Detection): boolean {
  const mayBe = other.class === detection.class || areaOf(other.box) < oneSize * areaOf(detection.box)
  return mayBe && shareInside(detection.box, other.box) > partOf
}

/** Share of the smaller box that lies in the other, 0–1. */
function shareInside(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0])
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1])
  return width <= 0 || height <= 0 ? 0 : (width * height) / Math.min(areaOf(a), areaOf(b))
}

function areaOf([, , width, height]: Box): number {
  return width * height
}
