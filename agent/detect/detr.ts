import type { Candidate } from './candidate.ts'

/**
 * Reads the queries of a DETR-type model that post-processes in its graph (RT-DETR, D-FINE, DEIM).
 * @param boxes left, top, right, bottom in pixels of the size that the graph was given
 */
export function decodeDetr(
  labels: BigInt64Array,
  boxes: Float32Array,
  scores: Float32Array,
  minScore: number,
): Candidate[] {
  const candidates: Candidate[] = []
  for (const [index, score] of scores.entries()) {
    if (score < minScore) continue
    const [left = 0, top = 0, right = 0, bottom = 0] = boxes.subarray(index * 4, index * 4 + 4)
    candidates.push({ label: Number(labels[index]), score, left, top, right, bottom })
  }
  return candidates
}
