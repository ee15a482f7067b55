/** Better pictures of events: where a camera records another stream than the one that is analysed, out of that. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../runtime/log.ts'
import type { EventDraft } from '../wire/event.ts'
import type { Picture } from './decode/y4m.ts'
import type { Box } from './detect/detection.ts'
import type { SeenFrame } from './events/best-shot.ts'
import { type Report, roundBox } from './events/event-log.ts'
import type { MediaFolder } from './media/media-folder.ts'
import { toRgb } from './media/rgb.ts'
import { takeSnapshot, takeThumbnail } from './media/snapshot.ts'
import type { HiddenFrame } from './privacy/hide-people.ts'
import type { Live } from './recording/clip-window.ts'

export type MainPicturesOptions = {
  readonly live: () => Live | undefined
  /** The recorded picture of a moment; undefined when it was not recorded. */
  readonly pictureAt: (at: number) => Promise<Picture | undefined>
  /** Makes people in a picture of the recording unrecognisable. @throws Error when it must not leave the box */
  readonly hide: (frame: SeenFrame) => Promise<HiddenFrame>
  readonly add: MediaFolder['add']
  /** The message that names the picture. */
  readonly tell: (update: EventDraft) => Promise<void>
  readonly now: () => number
  readonly log: Log
  readonly signal: AbortSignal
}

export type MainPictures = {
  /** Follows the reports of a camera: an event that is over, or an instant, gets the recorded picture of its best moment. */
  follow(reports: readonly Report[]): void
  /** Resolves when no picture is being taken any more. */
  readonly closed: Promise<void>
}

/** The moment that shows an event best so far. */
type Moment = { readonly at: number; readonly box: Box; readonly width: number; readonly people?: readonly Box[] }
type Job = { readonly event: EventDraft; readonly moment: Moment }

/** What waits is a few words of each event. Of more than these, the oldest keep the picture that they have. */
const maxWaiting = 32
/** Events that last, of which the best moment is remembered. */
const maxOpen = 256
const lookEveryMs = 500
/** What was not recorded this long after it happened will not be any more. */
const patienceMs = 30_000
const wholePicture: Box = [0, 0, 1, 1]

export function createMainPictures(options: MainPicturesOptions): MainPictures {
  const { live, pictureAt, hide, add, tell, now, log, signal } = options
  const best = new Map<string, Moment>()
  let waiting: Job[] = []
  let isFailing = false

  const remember = (id: string, { frame, box = wholePicture }: NonNullable<Report['shot']>): void => {
    const { at, width, people } = frame
    best.delete(id)
    best.set(id, { at, box, width, ...(people && { people }) })
    for (const oldest of best.keys()) if (best.size > maxOpen) best.delete(oldest)
  }

  const take = async ({ event, moment }: Job): Promise<void> => {
    const picture = await pictureAt(moment.at)
    // The analysed picture is as good.
    if (picture === undefined || picture.width <= moment.width) return
    const { at, box, people } = moment
    const { frame, privacy } = await hide({ ...picture, at, ...(people && { people }) })
    const rgb = toRgb(frame)
    const [snapshot, thumbnail] = await Promise.all([takeSnapshot(rgb), takeThumbnail(rgb, box)])
    await add(snapshot)
    await add(thumbnail)
    const addresses = { snapshot: snapshot.sha256, thumbnail: thumbnail.sha256 }
    const media = { ...addresses, box: roundBox(box), ...(privacy.length > 0 && { privacy: [...privacy] }) }
    const { id, camera, type, clock, rule } = event
    await tell({ id, camera, type, phase: 'update', at, ...(clock && { clock }), ...(rule && { rule }), media })
  }

  const attend = async (job: Job): Promise<void> => {
    try {
      await take(job)
      isFailing = false
    } catch (error) {
      // The event has a picture already; of a disk that is full, or an ffmpeg that is gone, the first says why.
      if (!isFailing && !signal.aborted)
        log.warn({ err: error, event: job.event.id }, 'an event keeps the picture of the smaller stream')
      isFailing = true
    }
  }

  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const recordedTo = live()?.recordedTo ?? 0
      const due = waiting.filter(({ moment }) => moment.at < recordedTo || now() > moment.at + patienceMs)
      waiting = waiting.filter((job) => !due.includes(job))
      for (const job of due) if (!signal.aborted) await attend(job)
      await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined)
    }
  }

  return {
    follow(reports) {
      for (const { draft, shot } of reports) {
        if (shot !== undefined) remember(draft.id, shot)
        if (draft.phase !== 'end' && draft.phase !== 'pulse') continue
        const moment = best.get(draft.id)
        best.delete(draft.id)
        if (moment !== undefined) waiting = [...waiting, { event: draft, moment }].slice(-maxWaiting)
      }
    },
    closed: run(),
  }
}
