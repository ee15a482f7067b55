import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { previewRetention, runRetentionNow } from '../../../collector/commands/retention-commands.ts'
import { retentionMessages } from '../../../collector/commands/retention-messages.ts'
import type { ErasureRun } from '../../../collector/query/retained.ts'
import type { RetentionConfig } from '../../../collector/retention/config.ts'
import { startRetention } from '../../../collector/retention/retention.ts'
import type { AuditPage } from '../../../wire/access.ts'
import type { CollectorHealth, EventPage } from '../../../wire/rest.ts'
import type { RetentionReport } from '../../../wire/retention.ts'
import {
  collectorConfig,
  connectAgent,
  event,
  getJson,
  sha256,
  silentLog,
  startCollector,
  temporaryFolder,
} from '../running.ts'
import { openRetentionWorld } from './world.ts'

const patience = { timeout: 20_000 }
const dayMs = 86_400_000

function context(folder: string, language: 'vi' | 'en' = 'en', json = true) {
  const [lines, complaints]: string[][] = [[], []]
  const output = (line: string) => void lines?.push(line)
  const complain = (line: string) => void complaints?.push(line)
  const words = retentionMessages[language]
  return { folder, messages: words, json, output, complain, lines: lines ?? [], complaints: complaints ?? [] }
}

const policy = (keys: object): RetentionConfig => collectorConfig('x', { retention: keys }).retention

/** Everything but the newest event is made so many days old. */
function age(folder: string, days: number): void {
  const db = new Database(join(folder, 'collector.db'))
  db.prepare('UPDATE event SET received_at = received_at - ? WHERE n < (SELECT max(n) FROM event)').run(days * dayMs)
  db.close()
}

describe('retention beside a collector that runs', { timeout: 60_000 }, () => {
  it('shows what would go, deletes it on command, notes it, and is seen in pages, pictures and the report', async () => {
    const picture = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.from('a yard')])
    const collector = await startCollector(temporaryFolder(), { retention: { snapshotDays: 20 } })
    const { httpUrl, mqttUrl, dataFolder } = collector
    const agent = await connectAgent(mqttUrl)
    const address = sha256(picture)
    const headers = { 'content-type': 'image/jpeg' }
    const put = await fetch(`${httpUrl}/api/media/${address}`, { method: 'PUT', body: picture, headers })
    expect(put.status).toBe(201)
    for (const number of [1, 2, 3]) await agent.send(event(number, { media: { snapshot: address } }))
    await expect.poll(() => agent.acked(), patience).toEqual([[1, 3]])
    await expect.poll(async () => (await getJson<EventPage>(`${httpUrl}/api/events`)).events.length).toBe(3)
    age(dataFolder, 40)

    const preview = context(dataFolder)
    expect(await previewRetention(policy({ eventDays: 30 }), preview)).toBe(true)
    const counts = [expect.objectContaining({ class: 'events', branch: '', why: 'age', count: 2 })]
    expect(JSON.parse(preview.lines.join('\n'))).toEqual({ deleted: counts, heldEvents: 0 })
    expect((await getJson<EventPage>(`${httpUrl}/api/events`)).events).toHaveLength(3)

    const done = context(dataFolder, 'vi', false)
    expect(await runRetentionNow(policy({ eventDays: 30 }), done)).toBe(true)
    expect(done.lines.join('\n')).toMatch(/Đã xoá.*\n.*\nsự kiện +mọi nơi +đã hết hạn +2/)
    expect((await getJson<EventPage>(`${httpUrl}/api/events`)).events.map(({ firstSeq }) => firstSeq)).toEqual([3])
    const report = await getJson<RetentionReport>(`${httpUrl}/api/retention`)
    expect(report).toMatchObject({ enabled: true, days: { snapshots: 20, events: 365 } })
    expect(report.runs[0]?.deleted).toEqual([expect.objectContaining({ class: 'events', count: 2 })])
    const { entries } = await getJson<AuditPage>(`${httpUrl}/api/audit?action=retention:delete`)
    expect(entries[0]).toMatchObject({
      actor: expect.stringMatching(/^command:/),
      details: { class: 'events', count: '2' },
    })
    // Late, and known.
    await agent.send(event(1, { media: { snapshot: address }, replayed: true }))
    await expect.poll(() => agent.ackCount()).toBeGreaterThan(1)
    expect((await getJson<EventPage>(`${httpUrl}/api/events`)).events).toHaveLength(1)
  })

  it('answers 410 for a picture that an event names and retention has deleted', async () => {
    const { httpUrl, mqttUrl, dataFolder } = await startCollector()
    const agent = await connectAgent(mqttUrl)
    const [kept, gone] = ['ab'.repeat(32), 'cd'.repeat(32)]
    await agent.send(event(1, { media: { snapshot: kept, thumbnail: gone } }))
    await expect.poll(() => agent.acked(), patience).toEqual([[1, 1]])
    const db = new Database(join(dataFolder, 'collector.db'))
    db.prepare('DELETE FROM media WHERE sha256 = ?').run(Buffer.from(gone, 'hex'))
    db.close()
    const statusOf = async (path: string) => (await fetch(`${httpUrl}/api/media/${path}`)).status
    const id = event(1).id
    expect(await statusOf(`${gone}?event=${id}`)).toBe(410)
    expect(await statusOf(`${kept}?event=${id}`)).toBe(404)
    expect(await statusOf(gone)).toBe(404)
  })

  it('says in the language of whoever asks why it cannot', async () => {
    const nowhere = context(temporaryFolder(), 'vi')
    expect(await previewRetention(policy({}), nowhere)).toBe(false)
    expect(nowhere.complaints.join()).toMatch(/chưa có bộ thu thập nào chạy ở đây/)
    const off = context(temporaryFolder())
    expect(await runRetentionNow(policy({ enabled: false }), off)).toBe(false)
    expect(off.complaints.join()).toMatch(/retention\.enabled: it is false/)
  })
})

describe('the thread of retention', { timeout: 60_000 }, () => {
  it('runs by itself, has the store delete, and tells what it did until it is noted', async () => {
    const { folder, store, writeMany, write, numbers, db } = openRetentionWorld()
    const ago = (Date.now() - 1_800_000_000_000) / dayMs
    writeMany(5, { daysAgo: 40 - ago })
    write(6, { daysAgo: 0 - ago })
    const runs: ErasureRun[] = []
    const file = (name: string) => join(folder, name)
    const retention = startRetention({
      ...{ eventsFile: file('collector.db'), registryFile: file('registry.db'), incidentsFile: file('incidents.db') },
      ...{ mediaFolder: file('media'), config: policy({ eventDays: 30 }), log: silentLog, firstAfterMs: 0 },
      erase: (erasure) => Promise.resolve(store.erase(erasure)).then(() => 1),
      onRun: (run) => void runs.push(run),
    })
    onTestFinished(() => retention.close())
    await expect.poll(() => runs, patience).toHaveLength(1)
    expect(numbers()).toEqual([6])
    expect(runs[0]?.counts).toEqual([expect.objectContaining({ class: 'events', count: 5 })])
    await expect.poll(() => db.prepare('SELECT noted FROM erasure_run').pluck().all(), patience).toEqual([1])
    await expect.poll(() => retention.standing(), patience).toMatchObject({ mediaBytes: 0, isRunning: false })
    expect(retention.erased().get('events')).toEqual({ count: 5, bytes: 0 })
  })
})

describe('a database that is damaged while the collector runs', { timeout: 60_000 }, () => {
  it('is set aside, and everybody reads the one that takes its place', async () => {
    const { httpUrl, mqttUrl, dataFolder } = await startCollector()
    const agent = await connectAgent(mqttUrl)
    const replay = Array.from({ length: 150 }, (_, index) => event(index + 1, { replayed: true }))
    await agent.publish('replay', replay)
    await expect.poll(() => agent.acked(), patience).toEqual([[1, 150]])
    const file = join(dataFolder, 'collector.db')
    const db = new Database(file)
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.close()
    writeFileSync(file, readFileSync(file).fill(0x5a, 4_096, 40_960), { flag: 'r+' })
    const severe = { type: 'zone.intruded', severity: 'high' as const, at: Date.now() }
    await agent.send(event(151, severe))
    const setAside = async () => (await getJson<CollectorHealth>(`${httpUrl}/healthz`)).setAside?.length
    await expect.poll(setAside, patience).toBe(1)
    // As an agent does that was not acknowledged.
    const resend = async (): Promise<number> => {
      await agent.send(event(151, severe))
      const page = await getJson<{ events?: unknown[] }>(`${httpUrl}/api/events`)
      return page.events?.length ?? 0
    }
    await expect.poll(resend, patience).toBe(1)
    const incidents = async () =>
      (await getJson<{ incidents?: { events: number }[] }>(`${httpUrl}/api/incidents`)).incidents?.length
    await expect.poll(incidents, patience).toBe(1)
    expect((await fetch(`${httpUrl}/api/events/${event(1).id}`)).status).toBe(404)
    expect((await fetch(`${httpUrl}/api/events/${event(151).id}`)).status).toBe(200)
  })
})
