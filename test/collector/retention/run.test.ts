import { describe, expect, it } from 'vitest'
import { eventId } from '../running.ts'
import { now, openRetentionWorld } from './world.ts'

const clipOf = (sha256: string) => ({ clip: { sha256, at: 1, durationMs: 1, bytes: 9 } })
const dayMs = 86_400_000

describe('a run of retention', () => {
  it('deletes what has been kept long enough, by branch and class, with all its messages', async () => {
    const { write, run, numbers, db } = openRetentionWorld()
    write(1, { daysAgo: 40, over: { phase: 'start' } })
    write(1, { daysAgo: 40, over: { phase: 'end', seq: 2, reason: 'left' } })
    write(3, { daysAgo: 20 })
    write(4, { daysAgo: 20, site: 'site-7' })
    write(5, { daysAgo: 40, over: { type: 'count.interval' } })
    write(6, { daysAgo: 1 })
    const { counts } = await run({ eventDays: 30, countDays: 365, branches: [{ branch: 'ward-7', eventDays: 10 }] })
    expect(numbers()).toEqual([3, 5, 6])
    expect(db.prepare('SELECT count(*) FROM later_message').pluck().get()).toBe(0)
    expect(counts).toEqual([
      expect.objectContaining({ class: 'events', branch: 'ward-7', count: 1, oldestAt: now - 20 * dayMs }),
      expect.objectContaining({ class: 'events', branch: '', count: 1, newestAt: now - 40 * dayMs }),
    ])
  })

  it('keeps the newest event, so that its number is given to no other', async () => {
    const { write, run, numbers } = openRetentionWorld()
    for (const number of [1, 2, 3]) write(number, { daysAgo: 900 })
    await run({ eventDays: 1 })
    expect(numbers()).toEqual([3])
    write(4, { daysAgo: 0 })
    await run({ eventDays: 1 })
    expect(numbers()).toEqual([4])
  })

  it('goes on where it stopped, and looks at everything anew when the policy changes', async () => {
    const { write, run, numbers, sites } = openRetentionWorld()
    write(1, { daysAgo: 40, site: 'site-9' })
    write(2, { daysAgo: 40 })
    write(3, { daysAgo: 0 })
    const branches = [{ branch: 'ward-7', eventDays: 30 }]
    await run({ branches })
    expect(numbers()).toEqual([1, 2, 3])
    sites.put('site-9', { kind: 'site', parent: 'ward-7', names: { vi: 'Bến xe' } }, undefined)
    await run({ branches })
    expect(numbers()).toEqual([2, 3])
  })

  it('stores nothing again that is sent again, and blames nobody for it', async () => {
    const { write, run, numbers, db } = openRetentionWorld()
    for (const number of [1, 2]) write(number, { daysAgo: 40, over: { seq: number } })
    write(3, { daysAgo: 0 })
    await run({ eventDays: 30 })
    const again = write(1, { daysAgo: 0, over: { at: now - 40 * dayMs - 500, replayed: true } })
    expect(again).toMatchObject({ stored: 0, duplicates: 1, quarantined: 0, settled: [{ seq: 1 }] })
    expect(numbers()).toEqual([3])
    expect(db.prepare('SELECT from_seq, to_seq FROM settled').raw().all()).toEqual([[1, 3]])
    // Other content under a number of today is a conflict, as before.
    expect(write(9, { daysAgo: 0, over: { seq: 3 } })).toMatchObject({ quarantined: 1 })
  })

  it('deletes files and rows of clips before those of pictures, and all of them with their event', async () => {
    const { write, putFile, run, named, filesLeft, numbers } = openRetentionWorld()
    const [picture, clip] = [putFile('picture', 40), putFile('clip', 40, true)]
    write(1, { daysAgo: 40, over: { phase: 'start', media: { snapshot: picture } } })
    write(1, { daysAgo: 40, over: { phase: 'end', seq: 2, media: clipOf(clip) } })
    write(3, { daysAgo: 0 })
    const { counts } = await run({ clipDays: 30, snapshotDays: 90 })
    expect(counts).toEqual([expect.objectContaining({ class: 'clips', count: 1, bytes: 12, why: 'age' })])
    expect([named(), filesLeft()]).toEqual([[picture], [picture]])
    await run({ eventDays: 30 })
    expect([named(), filesLeft(), numbers()]).toEqual([[], [], [3]])
  })

  it('keeps a clip that came late for as long as any other, though its event was passed', async () => {
    const { write, putFile, run, filesLeft, named } = openRetentionWorld()
    const first = putFile('first', 40, true)
    write(1, { daysAgo: 40, over: { phase: 'start', media: clipOf(first) } })
    write(2, { daysAgo: 0 })
    await run({ clipDays: 30, eventDays: 60 })
    expect(filesLeft()).toEqual([])
    const clip = putFile('asked for', 2, true)
    write(1, { daysAgo: 2, over: { phase: 'update', seq: 3, media: clipOf(clip) } })
    await run({ clipDays: 30, eventDays: 60 })
    expect([filesLeft(), named()]).toEqual([[clip], [clip]])
    await run({ clipDays: 30, eventDays: 365 }, { at: now + 29 * dayMs })
    expect([filesLeft(), named()]).toEqual([[], []])
  })

  it('leaves events, pictures and clips on legal hold alone, and comes back when the hold is lifted', async () => {
    const { write, putFile, openIncident, incidents, run, numbers, filesLeft } = openRetentionWorld()
    const [picture, shared] = [putFile('picture', 40), putFile('the same bytes', 40)]
    write(1, { daysAgo: 40, over: { media: { snapshot: picture, thumbnail: shared } } })
    write(2, { daysAgo: 40, over: { media: { snapshot: shared } } })
    write(3, { daysAgo: 0 })
    const incident = openIncident([1], { hold: true })
    await run({ eventDays: 30, snapshotDays: 10 })
    expect([numbers(), filesLeft().sort()]).toEqual([[1, 3], [picture, shared].sort()])
    await run({ eventDays: 30, snapshotDays: 10 })
    expect(numbers()).toEqual([1, 3])
    incidents.set(incident, { hold: false }, true)
    await run({ eventDays: 30, snapshotDays: 10 })
    expect([numbers(), filesLeft()]).toEqual([[3], []])
  })

  it('heals what a crash between files and rows has left', async () => {
    const { write, putFile, run, named, filesLeft, numbers } = openRetentionWorld()
    const picture = putFile('picture', 40)
    write(1, { daysAgo: 40, over: { media: { snapshot: picture } } })
    write(2, { daysAgo: 0 })
    const crash = () => {
      throw new Error('killed')
    }
    await expect(run({ snapshotDays: 30 }, { erase: crash })).rejects.toThrow('killed')
    expect([named(), filesLeft()]).toEqual([[picture], []])
    const { counts } = await run({ snapshotDays: 30 })
    expect([named(), counts, numbers()]).toEqual([[], [], [1, 2]])
  })

  it('removes files that no event has named for a week, and counts the others', async () => {
    const { write, putFile, run, filesLeft } = openRetentionWorld()
    const named = putFile('named', 20)
    write(1, { daysAgo: 20, over: { media: { snapshot: named } } })
    const [young] = [putFile('young', 6), putFile('old', 8), putFile('old clip', 8, true)]
    const { counts, inventory } = await run({})
    expect(filesLeft().sort()).toEqual([named, young].sort())
    expect(counts.map(({ class: dataClass, why, count }) => [dataClass, why, count])).toEqual(
      expect.arrayContaining([
        ['snapshots', 'orphan', 1],
        ['clips', 'orphan', 1],
      ]),
    )
    expect(inventory).toMatchObject({ files: 4 })
  })

  it('makes room with the oldest first, but for what is on legal hold', async () => {
    const { write, putFile, openIncident, run, filesLeft } = openRetentionWorld()
    const big = 'x'.repeat(600_000)
    const pictures = [1, 2, 3].map((number) => {
      const snapshot = putFile(`${number}${big}`, 10 - number)
      write(number, { daysAgo: 10 - number, over: { media: { snapshot } } })
      return snapshot
    })
    openIncident([1], { hold: true })
    const { counts } = await run({ maxMediaBytes: 1_300_000 })
    expect(filesLeft().sort()).toEqual([pictures[0], pictures[2]].sort())
    expect(counts).toEqual([expect.objectContaining({ class: 'snapshots', why: 'room', count: 1 })])
  })

  it('deletes incidents that were closed long ago, with all that was written about them', async () => {
    const { incidentsDb, openIncident, run } = openRetentionWorld()
    const closedAt = now - 40 * dayMs
    openIncident([1], { state: 'closed', reason: 'real', closedAt })
    const [held, open] = [
      openIncident([2], { state: 'closed', reason: 'real', closedAt, hold: true }),
      openIncident([3]),
    ]
    const { counts } = await run({ incidentDays: 30 })
    expect(incidentsDb.prepare('SELECT n FROM incident ORDER BY n').pluck().all()).toEqual([held, open])
    expect(incidentsDb.prepare('SELECT event_id FROM member ORDER BY event_id').pluck().all()).toEqual(
      [2, 3].map(eventId),
    )
    expect(counts).toEqual([expect.objectContaining({ class: 'incidents', count: 1 })])
  })

  it('counts in the same transaction, so that what was deleted before a crash is told after it', async () => {
    const { write, writeMany, run, store, db } = openRetentionWorld()
    writeMany(900, { daysAgo: 40 })
    write(901, { daysAgo: 0 })
    let steps = 0
    const killedLater = (erasure: Parameters<typeof store.erase>[0]) => {
      if (++steps > 2) throw new Error('killed')
      store.erase(erasure)
    }
    await expect(run({ eventDays: 30 }, { erase: killedLater })).rejects.toThrow('killed')
    const left = db.prepare<[], number>('SELECT count(*) FROM event').pluck().get() ?? 0
    const count = db.prepare('SELECT sum(count) FROM erasure').pluck().get()
    expect(left).toBeLessThan(901)
    expect(count).toBe(901 - left)
    expect(db.prepare('SELECT noted, ended_at FROM erasure_run').raw().all()).toEqual([[0, null]])
  })

  it('is held up by no clock that ran ahead, and takes nothing for old that is not', async () => {
    const { write, run, numbers } = openRetentionWorld()
    write(1, { daysAgo: 40 })
    write(2, { daysAgo: -400 })
    write(3, { daysAgo: 39 })
    write(4, { daysAgo: 20 })
    write(5, { daysAgo: 20_000 })
    write(6, { daysAgo: 0 })
    await run({ eventDays: 30 })
    expect(numbers()).toEqual([2, 4, 5, 6])
  })
})
