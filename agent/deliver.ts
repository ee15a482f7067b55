import type { Log } from '../runtime/log.ts'
import type { EventDraft } from '../wire/event.ts'
import type { Frame } from './decode/frame.ts'
import { type Report, roundBox } from './events/event-log.ts'
import type { MediaFolder } from './media/media-folder.ts'
import { takeSnapshot } from './media/snapshot.ts'
import type { Outbox } from './outbox/outbox.ts'

/** Frames are large. Of more pictures than this that wait for a slow disk, the newest are left out. */
const maxHeldFrames = 16

/**
 * Brings reports onto the disk in the order of the calls: the picture first, then the message that names it. An event
 * without its picture is still an event; one that the outbox refuses is lost, and said so.
 */
export function createDeliver(
  outbox: Outbox,
  media: MediaFolder,
  log: Log,
): (reports: readonly Report[]) => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  /** Several events of one frame share one picture. */
  const taken = new WeakMap<Frame, Promise<string>>()
  let held = 0
  let leftOut = 0
  let withoutPicture = 0

  const pictureOf = (frame: Frame): Promise<string> => {
    const known = taken.get(frame)
    if (known !== undefined) return known
    const taking = takeSnapshot(frame).then(async (snapshot) => {
      await media.add(snapshot)
      return snapshot.sha256
    })
    taken.set(frame, taking)
    return taking
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
      const box = shot.box && roundBox(shot.box)
      // The usual case: the picture is of the frame that the message is about, and so is its box.
      const isSameBox = box?.every((value, index) => value === draft.object?.box[index])
      const snapshot = await pictureOf(shot.frame)
      if (withoutPicture > 0) log.info({ events: withoutPicture }, 'events have pictures again')
      withoutPicture = 0
      return { ...draft, media: { snapshot, ...(!isSameBox && box && { box }) } }
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
    const completed = last.then(() => Promise.all(keeping.map(complete)))
    last = completed.then(() => undefined)
    return completed.then(write)
  }
}
