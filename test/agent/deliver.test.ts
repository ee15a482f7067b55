import { expect, it } from 'vitest'
import type { Frame } from '../../agent/decode/frame.ts'
import { createDeliver } from '../../agent/deliver.ts'
import type { MediaFolder } from '../../agent/media/media-folder.ts'
import type { Outbox } from '../../agent/outbox/outbox.ts'
import { createLog } from '../../runtime/log.ts'
import type { EventDraft } from '../../wire/event.ts'
import { eventDraft } from '../event-message.ts'

const frame = (at: number): Frame => ({ at, width: 16, height: 16, data: Buffer.alloc(384, 128) })

it('lets events go without pictures when more of them wait for the disk than memory should hold', async () => {
  let makeRoom = () => {}
  const room = new Promise<void>((resolve) => {
    makeRoom = resolve
  })
  const appended: EventDraft[] = []
  const outbox = { append: async (drafts: readonly EventDraft[]) => void appended.push(...drafts) }
  const lines: string[] = []
  const log = createLog('test', 'info', { write: (line) => void lines.push(line) })
  const deliver = createDeliver(
    outbox as Partial<Outbox> as Outbox,
    { add: () => room } as Partial<MediaFolder> as MediaFolder,
    log,
  )
  const report = (at: number) => {
    const shot = { frame: frame(at), box: [0.1, 0.2, 0.1, 0.3] as const, quality: 1 }
    return deliver([{ draft: eventDraft({ at }), shot }])
  }
  const delivered = Array.from({ length: 40 }, (_, at) => report(at))
  makeRoom()
  await Promise.all(delivered)
  await report(40)
  expect(appended.map(({ at }) => at)).toEqual(Array.from({ length: 41 }, (_, at) => at))
  expect(appended.flatMap(({ at, media }) => (media === undefined ? [] : at))).toEqual([...Array(16).keys(), 40])
  expect(lines.filter((line) => line.includes('the disk is slow'))).toHaveLength(1)
  expect(lines.join('')).toContain('"leftOut":24')
})
