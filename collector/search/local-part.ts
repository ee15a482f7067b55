/** The events of a segment that began at some hours of the day, by the clocks of a zone. */
import { addRange, type Bits, emptyBits, setBit } from './bits.ts'
import { positionAt } from './position-at.ts'
import { chunkSize, endOf, type Segment, type Segments } from './segments.ts'
import { aheadOfUtc, isAtLocalTime, type LocalTime, localRanges } from './zone-time.ts'

/** Events from years that no clock should show may lie beside those of today. */
const longMs = 400 * 86_400_000

export function localPart(segments: Segments, segment: Segment, zone: string, time: LocalTime): Bits {
  const bits = emptyBits()
  const [earliest, latest] = [segment.marks[0] ?? 0, endOf(segment)]
  if (latest - earliest <= longMs) addRanges(segments, segment, { zone, time, earliest, latest }, bits)
  else addOneByOne(segments, segment, { zone, time }, bits)
  return bits
}

type Where = { readonly zone: string; readonly time: LocalTime }

function addRanges(
  segments: Segments,
  segment: Segment,
  { zone, time, earliest, latest }: Where & { readonly earliest: number; readonly latest: number },
  bits: Bits,
): void {
  for (const [from, to] of localRanges(zone, earliest, latest + 1, time)) {
    addRange(bits, positionAt(segments, segment, from), positionAt(segments, segment, to))
  }
}

function addOneByOne(segments: Segments, segment: Segment, { zone, time }: Where, bits: Bits): void {
  for (let chunk = 0; chunk * chunkSize < segment.count; chunk++) {
    segments.chunk(segment, 'startAt', chunk)?.forEach((at, index) => {
      if (isAtLocalTime(aheadOfUtc(zone, at), at, time)) setBit(bits, chunk * chunkSize + index)
    })
  }
}
