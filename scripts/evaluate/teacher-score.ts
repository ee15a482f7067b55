import { intersectionOverUnion } from '../../agent/detect/candidate.ts'
import type { Box } from '../../agent/detect/detection.ts'
import type { RecordedTrack } from './record.ts'

/** What the teacher saw in a frame: it tells people from vehicles, and that well. */
export type TeacherBox = { readonly class: string; readonly box: Box }

/** How tracks stand to what a teacher saw. */
export type TeacherScore = {
  /** Tracks that the teacher knows as well; those of a sure class; those that the teacher agrees with. */
  readonly known: number
  readonly sure: number
  readonly right: number
}

const leastOverlap = 0.3
const leastFrames = 3

export function scoreAgainstTeacher(
  tracks: readonly RecordedTrack[],
  seenAt: (atMs: number) => readonly TeacherBox[],
): TeacherScore {
  const known = tracks.flatMap((track) => {
    const reference = referenceOf(track, seenAt)
    return reference === undefined ? [] : [{ guess: track.guess, reference }]
  })
  const sure = known.filter(({ guess }) => guess !== 'Unsure')
  const right = sure.filter(({ guess, reference }) => (guess === 'Human' ? 'Human' : 'Vehicle') === reference)
  return { known: known.length, sure: sure.length, right: right.length }
}

/** What the teacher saw most often where the track is. */
function referenceOf(track: RecordedTrack, seenAt: (atMs: number) => readonly TeacherBox[]): string | undefined {
  const names = track.seen.flatMap(({ atMs, box }) => {
    const fits = seenAt(atMs).map((seen) => ({ name: seen.class, overlap: intersectionOverUnion(seen.box, box) }))
    const [best] = fits.toSorted((a, b) => b.overlap - a.overlap)
    return best !== undefined && best.overlap >= leastOverlap ? [best.name] : []
  })
  if (names.length < leastFrames) return undefined
  const people = names.filter((name) => name === 'Human').length
  return people * 2 > names.length ? 'Human' : 'Vehicle'
}
