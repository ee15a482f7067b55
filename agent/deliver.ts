import type { Log } from '../runtime/log.ts'
import type { EventDraft } from '../wire/event.ts'
import type { Frame } from './decode/frame.ts'
import { createPicturePool } from './decode/picture-pool.ts'
import type { Box } from './detect/detection.ts'
import type { SeenFrame, Shot } from './events/best-shot.ts'
import { type Report, roundBox } from './events/event-log.ts'
import type { Hiding } from './hiding.ts'
import type { MediaFolder, Picture } from './media/media-folder.ts'
import { createRgbConverter, type RgbPicture } from './media/rgb.ts'
import { takeSnapshot, takeThumbnail } from './media/snapshot.ts'
import type { Outbox } from './outbox/outbox.ts'

/** What a thumbnail shows of an event that is about no single object. */
const wholePicture: Box = [0, 0, 1, 1]

/** Frames are large. Of more pictures than this that wait for a slow disk, the newest are left out. */
const maxHeldFrames = 16

type EventMedia = NonNullable<EventDraft['media']>

/** What a frame has become, without what is cut out of it for one event. */
type Taken = Pick<EventMedia, 'snapshot' | 'privacy'> & {
  /** People are hidden in it. */
  readonly hidden: Frame
}

/**
 * Brings reports onto the disk in the order of the calls: the pictures first, then the message that names them. An event
 * without its picture is still an event; one that the outbox refuses is lost, and said so. No picture goes out in which
 * people could not be hidden.
 */
export function createDeliver(
  outbox: Pick<Outbox, 'append'>,
  media: Pick<MediaFolder, 'add'>,
  hide: Hiding['hide'],
  log: Log,
): (reports: readonly Report[]) => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  /** Several events of one frame share one picture: those that are brought to the disk together. */
  const taken = new Map<Frame, Promise<Taken>>()
  /** Pictures in which people were hidden, until those of the events are drawn. */
  const pool = createPicturePool()
  const lent: Uint8Array[] = []
  const convert = createRgbConverter()
  let drawing: Promise<unknown> = Promise.resolve()
  let held = 0
  let leftOut = 0
  let withoutPicture = 0

  /** One at a time: all use the same bytes. */
  const draw = (hidden: Frame, what: (picture: RgbPicture) => Promise<Picture>): Promise<Picture> => {
    const drawn = drawing.then(() => what(convert(hidden)))
    drawing = drawn.catch(() => undefined)
    return drawn
  }

  const take = async (camera: string, seen: SeenFrame): Promise<Taken> => {
    const { frame: hidden, privacy } = await hide(camera, seen, pool.take)
    if (hidden.data !== seen.data) lent.push(hidden.data)
    const snapshot = await draw(hidden, takeSnapshot)
    await media.add(snapshot)
    return { hidden, snapshot: snapshot.sha256, ...(privacy.length > 0 && { privacy: [...privacy] }) }
  }

  const pictureOf = (camera: string, frame: SeenFrame): Promise<Taken> => {
    const known = taken.get(frame)
    if (known !== undefined) return known
    const taking = take(camera, frame)
    taken.set(frame, taking)
    return taking
  }

  /** Everything is cut out of the picture in which people are hidden already. */
  const mediaOf = async ({ camera, object }: EventDraft, { frame, box }: Shot): Promise<EventMedia> => {
    const { hidden, ...picture } = await pictureOf(camera, frame)
    const thumbnail = await draw(hidden, (rgb) => takeThumbnail(rgb, box ?? wholePicture))
    await media.add(thumbnail)
    const own = box && roundBox(box)
    // The usual case: the picture is of the frame that the message is about, and so is its box.
    const isSameBox = own?.every((value, index) => value === object?.box[index])
    return { ...picture, ...(!isSameBox && own && { box: own }), thumbnail: thumbnail.sha256 }
  }

  const hold = (report: Report): Report => {
    if (report.shot === undefined) return report
    if (held < maxHeldFrames) {
      held += 1
      return report
    }
    if (leftOut === 0) log.warn({ held }, 'the disk is slow; events go without their pictures')
    leftOut += 1
    return { draft: report.draft }
  }

  const release = (): void => {
    held -= 1
    if (held > 0 || leftOut === 0) return
    log.warn({ leftOut }, 'the disk has caught up; events have their pictures again')
    leftOut = 0
  }

  const complete = async ({ draft, shot }: Report): Promise<EventDraft> => {
    if (shot === undefined) return draft
    try {
      const pictures = await mediaOf(draft, shot)
      if (withoutPicture > 0) log.info({ events: withoutPicture }, 'events have pictures again')
      withoutPicture = 0
      return { ...draft, media: pictures }
    } catch (error) {
      // On a full disk this is every event: the first says why.
      if (withoutPicture === 0)
        log.error({ err: error, event: draft.id }, 'no picture for this event, nor for those after it')
      withoutPicture += 1
      return draft
    } finally {
      release()
    }
  }

  const completeAll = async (reports: readonly Report[]): Promise<EventDraft[]> => {
    const drafts = await Promise.all(reports.map(complete))
    taken.clear()
    for (const data of lent.splice(0)) pool.giveBack(data)
    return drafts
  }

  const write = async (drafts: readonly EventDraft[]): Promise<void> => {
    try {
      await outbox.append(drafts)
    } catch (error) {
      log.error({ err: error, events: drafts.map(({ id }) => id) }, 'events lost')
    }
  }

  return (reports) => {
    if (reports.length === 0) return Promise.resolve()
    // Only taking pictures is waited for in turn: while the disk refuses, drafts wait in the outbox, not frames in here.
    const keeping = reports.map(hold)
    const completed = last.then(() => completeAll(keeping))
    last = completed.then(() => undefined)
    return completed.then(write)
  }
}
