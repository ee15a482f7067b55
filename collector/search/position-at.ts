import { chunkSize, endOf, lowestFrom, type Segment, type Segments } from './segments.ts'

/** The first position whose event began at an instant or later. */
export function positionAt(segments: Segments, segment: Segment, at: number): number {
  const { count, marks } = segment
  if (at <= (marks[0] ?? 0)) return 0
  if (at > endOf(segment)) return count
  const chunk = Math.max(0, Math.min(lowestFrom(marks, at), marks.length - 1) - 1)
  return chunk * chunkSize + lowestFrom(segments.chunk(segment, 'startAt', chunk) ?? [], at)
}
