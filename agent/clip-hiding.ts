/** What clips hide of a camera where people are to be hidden: who was seen when is kept beside the recording. */
import { join } from 'node:path'
import type { Log } from '../runtime/log.ts'
import type { Privacy } from '../wire/event-media.ts'
import type { CameraConfig } from './config.ts'
import type { Picture } from './decode/y4m.ts'
import { flattenRegions } from './privacy/blur.ts'
import { createMask } from './privacy/mask.ts'
import { createVeil, isKnown, type Sighting, type Veil } from './privacy/veil.ts'
import { ClipRefusedError } from './recording/clip-refused-error.ts'
import type { ClipWindow } from './recording/clip-window.ts'
import { openSightings, type Sightings } from './recording/sightings.ts'

export type ClipHiding = Pick<Sightings, 'add' | 'sweep' | 'written'> & {
  readonly privacy: readonly Privacy[]
  /** Epoch milliseconds up to which a clip knows whom to hide; undefined: nobody has looked since the start. */
  knownTo(): number | undefined
  /**
   * What hides people in the pictures of a window.
   * @throws ClipRefusedError when nobody looked who was there for so long that the clip must not leave the box
   */
  hideIn(window: ClipWindow): Promise<(picture: Picture, at: number) => void>
  /**
   * Hides whoever may be in one picture of the recording.
   * @throws ClipRefusedError when nobody looked who was there
   */
  hideAt(picture: Picture, at: number): Promise<void>
}

/** Part of what a recording may hold: a box of somebody takes a hundredth of what the picture does. */
export const sightingsShare = 1 / 16

/** Recording and analysis time the same pictures by two clocks, and people are found a little late. */
const holdMs = 600
/** Another stream of the camera may come by half a second sooner or later. */
const otherStreamHoldMs = 1_200
/** Of a clip of which nobody knows more, nothing is left to be seen. */
const maxUnknown = 0.5
const stepMs = 200

/** @returns undefined for a camera that shows people as they are */
export function openClipHiding(
  { privacy, masks, recording }: CameraConfig,
  folder: string,
  now: number,
  log: Log,
): ClipHiding | undefined {
  if (privacy.blur === 'none') return undefined
  const blur = privacy.blur === 'people' ? 'people' : 'heads'
  const reach = recording.url === undefined ? holdMs : otherStreamHoldMs
  const sightings = openSightings({
    folder: join(folder, 'people'),
    maxBytes: recording.maxBytes * sightingsShare,
    // A clip of the oldest that is recorded asks for who was seen before it.
    maxAgeMs: recording.minutes * 60_000 + otherStreamHoldMs,
    now,
    onFailure: (error) => log.error({ err: error }, 'it is not kept who was seen; clips of this time hide everything'),
  })
  const mask = createMask(masks)
  const veilOf = (known: readonly Sighting[], { width, height }: Picture): Veil =>
    createVeil({ sightings: known, blur, aspect: width / height, holdMs: reach })
  return {
    ...sightings,
    privacy: [...(masks.length > 0 ? (['masked'] as const) : []), `${blur}-blurred`],
    knownTo() {
      const lastAt = sightings.lastAt()
      return lastAt === undefined ? undefined : lastAt - reach
    },
    async hideIn({ from, to, segments }) {
      const begin = Math.min(from, segments[0]?.at ?? from)
      const known = sorted(await sightings.between(begin - 2 * reach, to + 2 * reach))
      refuseUnknown(known, Math.max(from, segments[0]?.at ?? from), Math.min(to, segments.at(-1)?.endAt ?? to))
      const blacken = createMask([whole])
      let veil: Veil | undefined
      return (picture, at) => {
        veil ??= veilOf(known, picture)
        const regions = veil(at)
        if (regions === undefined) blacken(picture)
        else flattenRegions(picture, regions)
        mask(picture)
      }
    },
    async hideAt(picture, at) {
      const known = sorted(await sightings.between(at - 2 * reach, at + 2 * reach))
      const regions = veilOf(known, picture)(at)
      if (regions === undefined) throw new ClipRefusedError('nobody-looked', 'privacy: nobody looked who was there')
      flattenRegions(picture, regions)
      mask(picture)
    },
  }
}

/** A clock that was set goes back. */
function sorted(sightings: readonly Sighting[]): Sighting[] {
  return [...sightings].sort((a, b) => a.at - b.at)
}

function refuseUnknown(sightings: readonly Sighting[], from: number, to: number): void {
  const moments = Array.from({ length: Math.ceil((to - from) / stepMs) + 1 }, (_, index) => from + index * stepMs)
  const unknown = moments.filter((at) => !isKnown(sightings, at)).length
  if (unknown <= moments.length * maxUnknown) return
  const [missing, all] = [unknown, moments.length].map((count) => Math.round((count * stepMs) / 1_000))
  throw new ClipRefusedError(
    'nobody-looked',
    `privacy: nobody looked who was there in ${missing} of ${all} s of this clip; it stays on the box`,
  )
}

const whole = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const
