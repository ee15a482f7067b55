import { expect, it, vi } from 'vitest'
import { reportEvictions } from '../../agent/evictions.ts'
import { createNotices } from '../../agent/notices.ts'
import { checkEvent } from '../../wire/codec.ts'
import type { EventDraft } from '../../wire/event.ts'

const place = { v: 1, agent: 'box-7', boot: 1, seq: 1 }
const notices = createNotices(
  () => 1_795_362_000_000,
  () => 'rtc',
)

it('notices about the agent itself fit the contract', () => {
  const lost = checkEvent({ ...place, ...notices.lost({ cause: 'disk', from: 3, to: 9 }) })
  expect(lost).toMatchObject({ camera: 'agent', type: 'outbox.lost', phase: 'pulse', clock: 'rtc' })
  expect(checkEvent({ ...place, ...notices.lost({ cause: 'damaged' }) }).lost).toEqual({ cause: 'damaged' })
  expect(checkEvent({ ...place, ...notices.evicted(3, 900) }).evicted).toEqual({ count: 3, bytes: 900 })
  expect(notices.evicted(1, 1).id).not.toBe(notices.evicted(1, 1).id)
})

it('reports every picture that the quota took, once, and the last of them on closing', async () => {
  const status = { pending: 1, bytes: 1, evicted: 0, evictedBytes: 0 }
  const appended: EventDraft[] = []
  const stop = reportEvictions({
    media: { status: () => status },
    notice: notices.evicted,
    append: (drafts) => Promise.resolve(void appended.push(...drafts)),
    everyMs: 5,
  })
  const evict = (count: number) => {
    status.evicted += count
    status.evictedBytes += count * 100
  }
  evict(2)
  await vi.waitFor(() => expect(appended).toHaveLength(1))
  evict(3)
  await stop()
  await stop()
  expect(appended.map(({ evicted }) => evicted)).toEqual([
    { count: 2, bytes: 200 },
    { count: 3, bytes: 300 },
  ])
})
