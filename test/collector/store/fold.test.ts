import { describe, expect, it } from 'vitest'
import { beginRecord, foldMessages } from '../../../collector/store/fold.ts'
import { event } from '../running.ts'

const object = {
  track: 1,
  class: 'Human',
  label: 'person',
  score: 0.8,
  box: [0.1, 0.2, 0.3, 0.4] as [number, number, number, number],
}
const snapshot = 'a'.repeat(64)

describe('an event of several messages', () => {
  const start = event(1, { phase: 'start', at: 1_000 })
  const update = event(1, {
    seq: 2,
    phase: 'update',
    at: 2_000,
    object: { ...object, score: 0.95, label: 'man' },
    media: { snapshot, box: [0, 0, 1, 1] },
  })
  const end = event(1, {
    seq: 3,
    phase: 'end',
    at: 3_000,
    dwellMs: 2_000,
    reason: 'left',
    object: { ...object, score: 0.5 },
    path: [[0.1, 0.2]],
    replayed: true,
  })

  it('starts with its first, ends with its end, and keeps the best score and the newest picture', () => {
    expect(foldMessages('site-1', [start, update, end], 9)).toMatchObject({
      startAt: 1_000,
      endAt: 3_000,
      phase: 'end',
      reason: 'left',
      receivedAt: 9,
      score: 0.95,
      label: 'person',
      snapshot,
      snapshotBox: [0, 0, 1, 1],
      dwellMs: 2_000,
      firstSeq: 1,
      lastSeq: 3,
      replayed: true,
    })
  })

  it('has no end while it lasts', () => {
    expect(beginRecord('site-1', start, 9).endAt).toBeUndefined()
  })

  it('of one instant is over at once', () => {
    expect(beginRecord('site-1', event(1, { at: 7 }), 9)).toMatchObject({ startAt: 7, endAt: 7, phase: 'pulse' })
  })

  it('keeps what an agent says of itself', () => {
    const facts = { lost: { cause: 'disk', from: 5, to: 6 }, evicted: { count: 3, bytes: 900 } }
    expect(beginRecord('site-1', event(1, facts), 9)).toMatchObject(facts)
  })

  it('stays ended when it is ended once more', () => {
    const again = event(1, { boot: 2, seq: 4, phase: 'end', at: 8_000, reason: 'agent-restart' })
    expect(foldMessages('site-1', [start, end, again], 9)).toMatchObject({ endAt: 3_000, reason: 'left', lastSeq: 4 })
  })

  it('does not draw the box of an old picture over a new one', () => {
    const media = { snapshot: 'b'.repeat(64) }
    const newer = event(1, { seq: 3, phase: 'update', media })
    const record = foldMessages('site-1', [start, update, newer], 9)
    expect(record).toMatchObject({ ...media, snapshotBox: newer.object?.box })
    const { object: _, ...without } = newer
    expect(foldMessages('site-1', [start, update, without], 9).snapshotBox).toBeUndefined()
  })

  it('never says of a picture what was done to an earlier one', () => {
    const first = { snapshot, thumbnail: 'c'.repeat(64), privacy: ['faces-blurred' as const] }
    const record = foldMessages(
      'site-1',
      [
        { ...start, media: first },
        { ...update, media: { snapshot: 'b'.repeat(64) } },
      ],
      9,
    )
    expect([record.thumbnail, record.privacy]).toEqual([undefined, undefined])
    const { media: _, ...without } = update
    expect(foldMessages('site-1', [{ ...start, media: first }, without], 9)).toMatchObject(first)
  })

  it('says why there is no clip until there is one', () => {
    const clip = { sha256: snapshot, at: 1, durationMs: 2, bytes: 3 }
    const failed = { ...update, media: { clipFailure: 'failed' } }
    expect(foldMessages('site-1', [start, failed], 9)).toMatchObject({ clipFailure: 'failed' })
    const cut = { ...end, media: { clip } }
    expect(foldMessages('site-1', [start, failed, cut], 9).clipFailure).toBeUndefined()
    expect(foldMessages('site-1', [start, failed, cut], 9)).toMatchObject({ clip })
  })
})
