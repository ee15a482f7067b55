import sharp from 'sharp'
import { expect, it } from 'vitest'
import type { Frame } from '../../agent/decode/frame.ts'
import { createDeliver } from '../../agent/deliver.ts'
import type { Hiding } from '../../agent/hiding.ts'
import type { MediaFolder, Picture } from '../../agent/media/media-folder.ts'
import type { Outbox } from '../../agent/outbox/outbox.ts'
import { createLog } from '../../runtime/log.ts'
import type { EventDraft } from '../../wire/event.ts'
import { eventDraft } from '../event-message.ts'

const frame = (at: number): Frame => ({ at, width: 16, height: 16, data: Buffer.alloc(384, 128) })

const asItIs: Hiding['hide'] = (_, frame) => Promise.resolve({ frame, privacy: [] })

/** @param add what becomes of a picture */
function setUp(add: MediaFolder['add'], hide = asItIs) {
  const appended: EventDraft[] = []
  const append = (drafts: readonly EventDraft[]) => Promise.resolve(void appended.push(...drafts))
  const lines: string[] = []
  const log = createLog('test', 'info', { write: (line) => void lines.push(line) })
  const deliver = createDeliver(
    { append } as Partial<Outbox> as Outbox,
    { add } as Partial<MediaFolder> as MediaFolder,
    hide,
    log,
  )
  const report = (at: number) => {
    const shot = { frame: frame(at), box: [0.1, 0.2, 0.1, 0.3] as const, quality: 1 }
    return deliver([{ draft: eventDraft({ at }), shot }])
  }
  const withPicture = () => appended.flatMap(({ at, media }) => (media === undefined ? [] : at))
  const said = (words: string) => lines.filter((line) => line.includes(words))
  return { report, appended, withPicture, said }
}

it('lets events go without pictures when more of them wait for the disk than memory should hold', async () => {
  let makeRoom = () => {}
  const room = new Promise<void>((resolve) => {
    makeRoom = resolve
  })
  const { report, appended, withPicture, said } = setUp(() => room)
  const delivered = Array.from({ length: 40 }, (_, at) => report(at))
  makeRoom()
  await Promise.all(delivered)
  await report(40)
  expect(appended.map(({ at }) => at)).toEqual(Array.from({ length: 41 }, (_, at) => at))
  expect(withPicture()).toEqual([...Array(16).keys(), 40])
  expect(said('the disk is slow')).toHaveLength(1)
  expect(said('"leftOut":24')).toHaveLength(1)
})

it('lets events go without pictures while the disk refuses them, and says so once', async () => {
  let isFull = true
  const { report, appended, withPicture, said } = setUp(() =>
    isFull ? Promise.reject(new Error('ENOSPC: no space left on device')) : Promise.resolve(),
  )
  for (let at = 0; at < 5; at++) await report(at)
  isFull = false
  await report(5)
  expect(appended).toHaveLength(6)
  expect(withPicture()).toEqual([5])
  expect(said('no picture for this event')).toHaveLength(1)
  expect(said('"events":5')).toHaveLength(1)
})

it('names the picture, its thumbnail and what was done to them', async () => {
  const added: Picture[] = []
  const keep = (picture: Picture) => Promise.resolve(void added.push(picture))
  const { report, appended } = setUp(keep, (_, frame) => Promise.resolve({ frame, privacy: ['heads-blurred'] }))
  await report(0)
  const of = (kind: Picture['kind']) => added.find((picture) => picture.kind === kind)?.sha256
  expect(appended[0]?.media).toEqual({
    snapshot: of('snapshot'),
    privacy: ['heads-blurred'],
    thumbnail: of('thumbnail'),
  })
  expect(added).toHaveLength(2)
})

it('cuts the thumbnail out of the picture in which people are hidden', async () => {
  const added: Picture[] = []
  const keep = (picture: Picture) => Promise.resolve(void added.push(picture))
  const black = { ...frame(0), data: Buffer.alloc(384, 128).fill(16, 0, 256) }
  const { report } = setUp(keep, () => Promise.resolve({ frame: black, privacy: [] }))
  await report(0)
  for (const { jpeg } of added) expect(Math.max(...(await sharp(jpeg).raw().toBuffer()))).toBeLessThan(4)
})

it('ships no picture in which people could not be hidden', async () => {
  const added: Picture[] = []
  const keep = (picture: Picture) => Promise.resolve(void added.push(picture))
  const { report, appended, withPicture, said } = setUp(keep, () => Promise.reject(new Error('privacy: nobody knows')))
  await report(0)
  expect([appended.length, withPicture(), added]).toEqual([1, [], []])
  expect(said('privacy: nobody knows')).toHaveLength(1)
})
