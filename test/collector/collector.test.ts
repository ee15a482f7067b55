import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { runCollector } from '../../collector/collector.ts'
import { encode } from '../../wire/codec.ts'
import type { AgentList, CollectorHealth, EventPage } from '../../wire/rest.ts'
import {
  birth,
  collectorConfig,
  connectAgent,
  event,
  getJson,
  health,
  shuffled,
  silentLog,
  startCollector,
  state,
  temporaryFolder,
} from './running.ts'

describe('the collector', () => {
  it('counts nothing twice when everything comes three times in any order', async () => {
    const { httpUrl, mqttUrl } = await startCollector()
    const agent = await connectAgent(mqttUrl)
    const messages = Array.from({ length: 50 }, (_, index) => [
      event(2 * index + 1, { phase: 'start' }),
      event(2 * index + 1, { phase: 'end', seq: 2 * index + 2 }),
    ]).flat()
    for (const message of shuffled([...messages, ...messages, ...messages], 3)) await agent.send(message)
    await expect.poll(agent.acked).toEqual([[1, 100]])
    const { events } = await getJson<EventPage>(`${httpUrl}/api/events?limit=200`)
    expect(events).toHaveLength(50)
    expect(events.every(({ phase, firstSeq, lastSeq }) => phase === 'end' && lastSeq === firstSeq + 1)).toBe(true)
    await expect
      .poll(() => getJson<CollectorHealth>(`${httpUrl}/healthz`))
      .toMatchObject({ stored: 100, duplicates: 200, quarantined: 0 })
  })

  it('acknowledges a message again that is sent again', async () => {
    const { mqttUrl } = await startCollector()
    const agent = await connectAgent(mqttUrl)
    await agent.send(event(1))
    await expect.poll(agent.ackCount).toBe(1)
    await agent.publish('replay', [event(1, { replayed: true })])
    await expect.poll(agent.ackCount).toBe(2)
    expect(agent.acked()).toEqual([[1, 1]])
  })

  it('acknowledges the good messages of a replay and sets the bad ones aside with their bytes', async () => {
    const { httpUrl, mqttUrl, dataFolder } = await startCollector()
    const agent = await connectAgent(mqttUrl)
    const misfit = { ...event(5), at: 'noon' }
    await agent.publish('replay', [event(1), { v: 1, seq: 2 }, event(3), { ...event(4), v: 2 }, misfit])
    await agent.client.publishAsync('watchpost/v1/site-1/agent-1/health', 'not json', { qos: 1 })
    await agent.client.publishAsync('watchpost/v1/site-1/agent-1/nonsense', 'x', { qos: 1 })
    await expect.poll(agent.acked).toEqual([
      [1, 1],
      [3, 3],
      // It says whose it is, and would never be better: only what lacks that, or is of a later version, stays with its agent.
      [5, 5],
    ])
    await expect.poll(async () => (await getJson<CollectorHealth>(`${httpUrl}/healthz`)).quarantined).toBe(5)
    const reader = new SqliteDatabase(join(dataFolder, 'collector.db'), { readonly: true })
    const rows = reader.prepare('SELECT reason, CAST(payload AS TEXT) FROM quarantine').raw().all()
    reader.close()
    expect(new Set(rows)).toEqual(
      new Set([
        ['invalid', '{"v":1,"seq":2}'],
        ['unknown-version', encode({ ...event(4), v: 2 }).toString()],
        ['invalid', encode(misfit).toString()],
        ['not-json', 'not json'],
        ['unknown-topic', 'x'],
      ]),
    )
  })

  it('knows which messages of an agent are missing, which are declared lost, and which came late', async () => {
    const { httpUrl, mqttUrl } = await startCollector()
    const agent = await connectAgent(mqttUrl)
    const delivery = async () => (await getJson<AgentList>(`${httpUrl}/api/agents`)).agents[0]?.delivery
    for (const seq of [1, 2, 9]) await agent.send(event(seq))
    const lost = { camera: 'agent', type: 'outbox.lost', lost: { cause: 'disk', from: 5, to: 6 } }
    await agent.send(event(10, lost))
    await expect.poll(delivery).toMatchObject({
      stored: 4,
      missing: 4,
      declared: 2,
      filled: 0,
      gaps: [
        [3, 4],
        [7, 8],
      ],
      losses: [{ cause: 'disk', from: 5, to: 6 }],
    })
    const [declaration] = (await getJson<EventPage>(`${httpUrl}/api/events?type=outbox.lost`)).events
    expect(declaration?.lost).toEqual(lost.lost)
    await agent.publish(
      'replay',
      [3, 4, 8, 8].map((seq) => event(seq, { replayed: true })),
    )
    await expect.poll(delivery).toMatchObject({ stored: 7, duplicates: 1, missing: 1, filled: 3, gaps: [[7, 7]] })
    await agent.publish('birth', { ...birth(), outbox: { depth: 3, nextSeq: 14 } })
    await expect
      .poll(async () => (await delivery())?.gaps)
      .toEqual([
        [7, 7],
        [11, 13],
      ])
  })

  it('holds up a box that has gone wild, not the others, and says so to monitoring', async () => {
    const { httpUrl, mqttUrl } = await startCollector(undefined, { ingest: { agentBytesPerSecond: 1_024 } })
    const wild = await connectAgent(mqttUrl)
    const calm = await connectAgent(mqttUrl, 'agent-2')
    for (let seq = 1; seq <= 60; seq++) await wild.send(event(seq))
    await calm.send(event(100, { agent: 'agent-2', seq: 1 }))
    await expect.poll(calm.acked).toEqual([[1, 1]])
    const figure = async (name: string) => {
      const text = await (await fetch(`${httpUrl}/metrics`)).text()
      return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
    }
    await expect.poll(() => figure('watchpost_messages_throttled_total')).toBeGreaterThan(20)
    const stored = await figure('watchpost_messages_stored_total')
    expect(stored).toBe(61 - (await figure('watchpost_messages_throttled_total')))
    expect(await figure('watchpost_commit_seconds_count')).toBeGreaterThan(0)
    expect(await figure('watchpost_up{part="store"}')).toBe(1)
    expect(await figure('watchpost_agents{status="unknown"}')).toBe(2)
  })

  it('shows how wrong the clock of an agent is, and which of its events cannot be from when they say', async () => {
    const { httpUrl, mqttUrl } = await startCollector()
    const agent = await connectAgent(mqttUrl)
    const anHour = 3_600_000
    await agent.publish('health', { ...health(), at: Date.now() + anHour })
    await agent.send(event(1, { at: Date.now() + anHour }))
    await agent.send(event(2, { at: Date.now() - anHour }))
    await agent.send(event(3, { at: Date.now() }))
    await expect.poll(agent.acked).toEqual([[1, 3]])
    const { events } = await getJson<EventPage>(`${httpUrl}/api/events`)
    expect(events.map(({ firstSeq, timing }) => [firstSeq, timing])).toEqual([
      [1, 'future'],
      [3, undefined],
      [2, 'late'],
    ])
    const offset = (await getJson<AgentList>(`${httpUrl}/api/agents`)).agents[0]?.delivery?.clockOffsetMs ?? 0
    expect(Math.abs(offset - anHour)).toBeLessThan(30_000)
  })

  it('stores what it has when it is closed, says goodbye, and knows everything when it is back', async () => {
    const first = await startCollector()
    const agent = await connectAgent(first.mqttUrl)
    const states: unknown[] = []
    agent.client.on('message', (topic, payload) => {
      if (topic.startsWith('watchpost/v1/collector/'))
        states.push((JSON.parse(payload.toString()) as { state: string }).state)
    })
    await agent.client.subscribeAsync('watchpost/v1/collector/+/state', { qos: 1 })
    await expect.poll(() => states).toEqual(['online'])
    await agent.publish('birth', birth())
    await agent.publish('state', state('online'))
    await agent.publish('health', health())
    await agent.send(event(1))
    await agent.send(event(2))
    await first.close()
    await expect.poll(agent.acked).toEqual([[1, 2]])
    expect(states).toEqual(['online', 'offline'])

    const second = await startCollector(first.dataFolder)
    const { events } = await getJson<EventPage>(`${second.httpUrl}/api/events`)
    expect(events.map(({ firstSeq }) => firstSeq)).toEqual([2, 1])
    const [record] = (await getJson<AgentList>(`${second.httpUrl}/api/agents`)).agents
    // Nobody could have told this collector that the agent is gone: what it said before is not repeated as if it were true.
    expect(record).toMatchObject({ agent: 'agent-1', status: 'unknown', boot: 1, version: '0.1.0', outboxDepth: 2 })
    expect(record?.cameras).toMatchObject([{ camera: 'gate', name: 'Cổng chính', status: 'unknown' }])
  })

  it.each(['http', 'mqtt'] as const)('says which port is in use and which key to change: %s', async (key) => {
    const running = await startCollector()
    const port = Number(new URL(running[`${key}Url`]).port)
    const config = collectorConfig(temporaryFolder(), { [key]: { port } })
    await expect(runCollector(config, { log: silentLog })).rejects.toThrow(
      `${key}: port ${port} on 127.0.0.1 is in use; stop the other program, or change ${key}.port`,
    )
  })

  it('says which folder it cannot write', async () => {
    const file = join(temporaryFolder(), 'file')
    writeFileSync(file, '')
    chmodSync(file, 0o400)
    await expect(runCollector(collectorConfig(join(file, 'data')), { log: silentLog })).rejects.toThrow(
      /^dataFolder: .*data cannot be written \(ENOTDIR\)/,
    )
  })

  it('refuses to be open to others unless it is told so', async () => {
    const config = collectorConfig(temporaryFolder(), { mqtt: { host: '0.0.0.0', port: 0 } })
    await expect(runCollector(config, { log: silentLog })).rejects.toThrow(/^mqtt\.host: 0\.0\.0\.0/)
  })
})
