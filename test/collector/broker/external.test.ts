import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectAsync, type MqttClient } from 'mqtt'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createExternalBroker } from '../../../collector/broker/external.ts'
import { mosquittoAcl } from '../../../collector/broker/mosquitto-acl.ts'
import { issueCertificate, makeAuthority } from '../../../collector/tls/authority.ts'
import { encode } from '../../../wire/codec.ts'
import type { AgentList, CollectorHealth } from '../../../wire/rest.ts'
import { collectorStateTopic } from '../../../wire/topics.ts'
import { birth, connectAgent, event, getJson, silentLog, startCollector, state, temporaryFolder } from '../running.ts'
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

  it('that encrypts is trusted by the authority that is given, and by no other', async () => {
    const authority = await makeAuthority('a', Date.now())
    const { url } = await startMosquitto({ tls: await issueCertificate(authority, ['127.0.0.1'], Date.now()) })
    const folder = temporaryFolder()
    const ca = join(folder, 'ca.pem')
    writeFileSync(ca, authority.certificate)
    const trusting = await startCollector(undefined, { mqtt: { url, ca } })
    await expect.poll(async () => (await getJson<CollectorHealth>(`${trusting.httpUrl}/healthz`)).ok).toBe(true)
    const agent = await connectAgent(url, 'agent-1', false, authority.certificate)
    await agent.send(event(1))
    await expect.poll(agent.acked).toEqual([[1, 1]])
    writeFileSync(ca, (await makeAuthority('a', Date.now())).certificate)
    const doubting = await startCollector(undefined, { name: 'c-2', mqtt: { url, ca } })
    const reason = async () => (await getJson<CollectorHealth>(`${doubting.httpUrl}/healthz`)).checks.broker.reason
    await expect.poll(reason).toMatch(/authority that is not trusted here/)
  })

  it('keeps to the list of rights that we write for it', async () => {
    const own = 'watchpost/v1/ward-5/gate-1'
    const acl = mosquittoAcl('collector', [
      { name: 'traffic', sites: ['ward-5'] },
      { name: 'all', sites: 'everywhere' },
    ])
    const { url } = await startMosquitto({ acl })
    const as = async (username: string) => {
      const client = await connectAsync(url, { username, password: 'x', protocolVersion: 4, reconnectPeriod: 0 })
      onTestFinished(() => void client.end(true))
      const heard: string[] = []
      client.on('message', (topic) => heard.push(topic))
      return { client, heard }
    }
    const [collector, gate, traffic, all] = [
      await as('collector'),
      await as('ward-5/gate-1'),
      await as('traffic'),
      await as('all'),
    ]
    for (const { client } of [collector, gate, traffic, all]) await client.subscribeAsync('watchpost/#', { qos: 1 })
    const say = (client: MqttClient, topic: string) => client.publishAsync(topic, 'x', { qos: 1 })
    const allowed = ['birth', 'event/gate/line.crossed', 'replay', 'health', 'reply/clip', 'config/reported']
    for (const kind of allowed) await say(gate.client, `${own}/${kind}`)
    for (const topic of [
      `${own}/ack`,
      `${own}/incident/1`,
      'watchpost/v1/ward-6/gate-1/health',
      'watchpost/v1/ward-5/gate-10/health',
    ])
      await say(gate.client, topic)
    await say(traffic.client, `${own}/health`)
    for (const kind of ['ack', 'command/clip', 'incident/1']) await say(collector.client, `${own}/${kind}`)
    await say(collector.client, 'watchpost/v1/ward-6/gate-1/incident/2')
    await expect.poll(() => all.heard).toContain('watchpost/v1/ward-6/gate-1/incident/2')
    await expect.poll(() => gate.heard).toEqual([`${own}/ack`, `${own}/command/clip`])
    expect(traffic.heard).toEqual(
      ['birth', 'event/gate/line.crossed', 'replay', 'health', 'incident/1'].map((kind) => `${own}/${kind}`),
    )
    expect(collector.heard.slice(0, allowed.length)).toEqual(allowed.map((kind) => `${own}/${kind}`))
    expect(collector.heard).not.toContain('watchpost/v1/ward-6/gate-1/health')
  })
})
