import type { ModelManifest } from '../../models/manifest.ts'
import type { Box, Detection } from './detection.ts'
import { kindOf } from './kind.ts'
import { boxInPicture, type Corners, type Placement } from './placement.ts'

/** What a model says it saw: index of the label, score 0–1, corners in pixels of its input. */
export type Candidate = Corners & { readonly label: number; readonly score: number }

/**
 * Candidates as detections of the picture, strongest first: labels without a class on the wire and boxes outside the
 * picture are dropped, and of boxes of one class that overlap by more than `iou` only the strongest stays.
 */
export function toDetections(
  candidates: readonly Candidate[],
  placement: Placement,
  { labels, classes, thresholds }: Pick<ModelManifest, 'labels' | 'classes' | 'thresholds'>,
): Detection[] {
  const detections: Detection[] = []
  for (const candidate of candidates) {
    const label = labels[candidate.label] ?? ''
    const wireClass = classes[label]
    const box = boxInPicture(candidate, placement)
    if (wireClass === undefined || box === undefined) continue
    detections.push({ label, ...kindOf(wireClass), score: Math.min(1, candidate.score), box })
  }
  return suppress(detections, thresholds.iou)
}

/**
 * Greedy non-maximum suppression per class on the wire, not per label: one van seen as car and as truck is one vehicle.
 * @returns strongest first
 */
export function suppress(detections: readonly Detection[], iou: number): Detection[] {
  const kept: Detection[] = []
  for (const detection of [...detections].sort((a, b) => b.score - a.score)) {
    const isDouble = kept.some(
      (other) => other.class === detection.class && intersectionOverUnion(other.box, detection.box) > iou,
    )
    if (!isDouble) kept.push(detection)
  }
  return kept
}

/** 0–1. */
export function intersectionOverUnion(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0])
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1])
  if (width <= 0 || height <= 0) return 0
  const both = width * height
  return both / (a[2] * a[3] + b[2] * b[3] - both)
}
