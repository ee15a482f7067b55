import { connectAsync } from 'mqtt'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createExternalBroker } from '../../../collector/broker/external.ts'
import { encode } from '../../../wire/codec.ts'
import type { AgentList, CollectorHealth } from '../../../wire/rest.ts'
import { collectorStateTopic } from '../../../wire/topics.ts'
import { birth, connectAgent, event, getJson, silentLog, startCollector, state } from '../running.ts'
import { mosquittoMissing, startMosquitto } from './mosquitto.ts'

async function connectTo(url: string) {
  const client = await connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0 })
  onTestFinished(() => void client.end(true))
  return client
}

function openBroker(url: string) {
  const received: { topic: string; stored: (() => void) | undefined }[] = []
  const will = { topic: collectorStateTopic('c'), payload: Buffer.from('gone') }
  const broker = createExternalBroker({ url, clientId: 'collector/c', will, log: silentLog })
  broker.onMessage((topic, _payload, stored) => void received.push({ topic, stored }))
  broker.onConnect(() => undefined)
  onTestFinished(() => broker.close())
  return { broker, received }
}

describe.skipIf(mosquittoMissing !== undefined)(`a broker of one's own (${mosquittoMissing ?? 'mosquitto'})`, () => {
  it('gives again, after a reconnect, what was not stored, and only that', async () => {
    const { url } = await startMosquitto()
    const first = openBroker(url)
    await first.broker.open()
    await expect.poll(first.broker.failure).toBeUndefined()
    const client = await connectTo(url)
    const topics = [1, 2, 3].map((number) => `watchpost/v1/site-1/agent-${number}/health`)
    for (const topic of topics) await client.publishAsync(topic, 'x', { qos: 1 })
    await expect.poll(() => first.received.map(({ topic }) => topic)).toEqual(topics)
    first.received[0]?.stored?.()
    first.received[2]?.stored?.()
    await first.broker.close()
    const again = openBroker(url)
    await again.broker.open()
    await expect.poll(again.broker.failure).toBeUndefined()
    await client.publishAsync('watchpost/v1/site-1/agent-9/health', 'x', { qos: 1 })
    await expect
      .poll(() => again.received.map(({ topic }) => topic))
      .toEqual([topics[1], 'watchpost/v1/site-1/agent-9/health'])
  })

  it('keeps for the collector what comes while it is away', async () => {
    const { url } = await startMosquitto()
    const first = openBroker(url)
    await first.broker.open()
    await expect.poll(first.broker.failure).toBeUndefined()
    await first.broker.close()
    const client = await connectTo(url)
    await client.publishAsync('watchpost/v1/site-1/agent-1/health', 'x', { qos: 1 })
    const again = openBroker(url)
    await again.broker.open()
    await expect.poll(() => again.received).toHaveLength(1)
  })

  it('says in its name that the collector is gone', async () => {
    const mosquitto = await startMosquitto()
    const { httpUrl } = await startCollector(undefined, { mqtt: { url: mosquitto.url } })
    await expect.poll(async () => (await getJson<CollectorHealth>(`${httpUrl}/healthz`)).ok).toBe(true)
    const client = await connectTo(mosquitto.url)
    const states: string[] = []
    client.on('message', (_topic, payload) => states.push((JSON.parse(payload.toString()) as { state: string }).state))
    await client.subscribeAsync('watchpost/v1/collector/+/state', { qos: 1 })
    await expect.poll(() => states).toEqual(['online'])
  })

  it('carries events, births and acknowledgements as the embedded one does, and nothing is counted twice', async () => {
    const { url } = await startMosquitto()
    const { httpUrl } = await startCollector(undefined, { mqtt: { url } })
    const agent = await connectAgent(url)
    await agent.publish('birth', birth())
    await agent.publish('state', state('online'))
    for (let seq = 1; seq <= 50; seq++) await agent.send(event(seq))
    await agent.publish('replay', [event(50, { replayed: true }), event(51, { replayed: true })])
    await expect.poll(agent.acked).toEqual([[1, 51]])
    expect(await getJson<CollectorHealth>(`${httpUrl}/healthz`)).toMatchObject({
      ok: true,
      stored: 51,
      duplicates: 1,
      quarantined: 0,
    })
    const [record] = (await getJson<AgentList>(`${httpUrl}/api/agents`)).agents
    expect(record).toMatchObject({ agent: 'agent-1', status: 'online' })
  })

  it('may be away when the collector starts, and die while it runs: health says so, and all goes on when it is back', async () => {
    const mosquitto = await startMosquitto()
    await mosquitto.kill()
    const { httpUrl } = await startCollector(undefined, { mqtt: { url: mosquitto.url } })
    const health = () => getJson<CollectorHealth>(`${httpUrl}/healthz`)
    expect((await health()).checks.broker).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/127\.0\.0\.1|yet/),
    })
    for (const seq of [1, 2]) {
      await mosquitto.start()
      await expect.poll(async () => (await health()).ok, { timeout: 15_000 }).toBe(true)
      const agent = await connectAgent(mosquitto.url)
      agent.client.on('error', () => undefined)
      await agent.client.publishAsync('watchpost/v1/site-1/agent-1/replay', encode([event(seq)]), { qos: 1 })
      await expect.poll(agent.acked).toEqual([[seq, seq]])
      await mosquitto.kill()
      await expect.poll(async () => (await health()).checks.broker.ok).toBe(false)
    }
  })
})
