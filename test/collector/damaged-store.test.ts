import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { AgentList, CollectorHealth, EventPage } from '../../wire/rest.ts'
import { birth, connectAgent, event, getJson, startCollector, temporaryFolder } from './running.ts'

const patience = { timeout: 20_000 }

const damages: [string, (bytes: Buffer) => Buffer][] = [
  ['with pages of zeros', (bytes) => bytes.fill(0, 0, 8_192)],
  ['with a page of another kind', (bytes) => bytes.fill(0x5a, 5 * 4_096, 9 * 4_096)],
  ['that was cut off', (bytes) => bytes.subarray(0, Math.floor(bytes.length / 2))],
]

/** What lies in the log beside it would repair it. */
function intoOneFile(file: string): void {
  const db = new Database(file)
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}

describe('a damaged database', { timeout: 60_000 }, () => {
  it.each(damages)('%s is set aside and told, and what nobody holds any more is missing', async (_, damage) => {
    const folder = temporaryFolder()
    const before = await startCollector(folder)
    const first = await connectAgent(before.mqttUrl)
    await first.publish(
      'replay',
      Array.from({ length: 200 }, (_, index) => event(index + 1, { replayed: true })),
    )
    await expect.poll(() => first.acked(), patience).toEqual([[1, 200]])
    await before.close()
    const file = join(folder, 'collector.db')
    intoOneFile(file)
    writeFileSync(file, damage(readFileSync(file)))

    const { httpUrl, mqttUrl } = await startCollector(folder)
    const health = await getJson<CollectorHealth>(`${httpUrl}/healthz`)
    expect(health).toMatchObject({ ok: true, setAside: [expect.stringMatching(/^collector\.db\.damaged-\d{4}-/)] })
    const agent = await connectAgent(mqttUrl)
    await agent.publish('birth', { ...birth(), outbox: { depth: 2, nextSeq: 205 } })
    await agent.send(event(203))
    await agent.send(event(204))
    await expect.poll(() => agent.acked(), patience).toEqual([[203, 204]])
    expect((await getJson<EventPage>(`${httpUrl}/api/events`)).events).toHaveLength(2)
    const { agents } = await getJson<AgentList>(`${httpUrl}/api/agents`)
    expect(agents[0]?.delivery).toMatchObject({ missing: 202, gaps: [[1, 202]] })
  })

  it('is not what a whole one is taken for', async () => {
    const folder = temporaryFolder()
    await (await startCollector(folder)).close()
    const { httpUrl } = await startCollector(folder)
    expect(await getJson<CollectorHealth>(`${httpUrl}/healthz`)).not.toHaveProperty('setAside')
  })
})
