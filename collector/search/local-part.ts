/** The events of a segment that began at some hours of the day, by the clocks of a zone. */
import { addRange, type Bits, emptyBits, setBit } from './bits.ts'
import { positionAt } from './position-at.ts'
import { chunkSize, endOf, type Segment, type Segments } from './segments.ts'
import { aheadOfUtc, isAtLocalTime, type LocalTime, localRanges } from './zone-time.ts'

/** Events from years that no clock should show may lie beside those of today. */
const longMs = 400 * 86_400_000

type Ranges = readonly (readonly [from: number, to: number])[]

/** The times within a segment that fit; undefined when it reaches over years, so that each event is to be looked at. */
export function rangesIn(segment: Segment, zone: string, time: LocalTime): Ranges | undefined {
  const [earliest, latest] = [segment.marks[0] ?? 0, endOf(segment)]
  return latest - earliest <= longMs ? localRanges(zone, earliest, latest + 1, time) : undefined
}

/** @param ranges of `rangesIn` */
export function localPart(
  segments: Segments,
  segment: Segment,
  ranges: Ranges | undefined,
  { zone, time }: { readonly zone: string; readonly time: LocalTime },
): Bits {
  const bits = emptyBits()
  for (const [from, to] of ranges ?? []) {
    addRange(bits, positionAt(segments, segment, from), positionAt(segments, segment, to))
  }
  for (let chunk = 0; ranges === undefined && chunk * chunkSize < segment.count; chunk++) {
    segments.chunk(segment, 'startAt', chunk)?.forEach((at, index) => {
      if (isAtLocalTime(aheadOfUtc(zone, at), at, time)) setBit(bits, chunk * chunkSize + index)
    })
  }
  return bits
}
