import type { Log } from '../runtime/log.ts'
import type { EventDraft } from '../wire/event.ts'
import type { Frame } from './decode/frame.ts'
import { type Report, roundBox } from './events/event-log.ts'
import type { MediaFolder } from './media/media-folder.ts'
import { takeSnapshot } from './media/snapshot.ts'
import type { Outbox } from './outbox/outbox.ts'

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

  const complete = async ({ draft, shot }: Report): Promise<EventDraft> => {
    if (shot === undefined) return draft
    try {
      const box = roundBox(shot.box)
      // The usual case: the picture is of the frame that the message is about, and so is its box.
      const isSameBox = box.every((value, index) => value === draft.object?.box[index])
      return { ...draft, media: { snapshot: await pictureOf(shot.frame), ...(!isSameBox && { box }) } }
    } catch (error) {
      log.error({ err: error, event: draft.id }, 'no picture for this event')
      return draft
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
    const completed = last.then(() => Promise.all(reports.map(complete)))
    last = completed.then(() => undefined)
    return completed.then(write)
  }
}
