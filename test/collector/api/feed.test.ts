import { PassThrough } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createFeed } from '../../../collector/api/feed.ts'
import { beginRecord } from '../../../collector/store/fold.ts'
import type { AgentRecord, EventRecord } from '../../../wire/rest.ts'
import { birth, connectAgent, event, eventId, health, silentLog, startCollector, state } from '../running.ts'

/** Reads the feed as a browser would, one message at a time. */
async function listen(httpUrl: string) {
  const abort = new AbortController()
  const response = await fetch(`${httpUrl}/api/feed`, { signal: abort.signal })
  onTestFinished(() => abort.abort())
  const messages: { name: string; id?: string; data: unknown }[] = []
  const reading = (async () => {
    let text = ''
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString()
      const parts = text.split('\n\n')
      text = parts.pop() ?? ''
      for (const part of parts) {
        const fields = new Map(
          part.split('\n').map((line) => [line.split(': ', 1)[0] ?? '', line.slice(line.indexOf(': ') + 2)]),
        )
        const name = fields.get('event')
        const id = fields.get('id')
        if (name !== undefined)
          messages.push({ name, ...(id !== undefined && { id }), data: JSON.parse(fields.get('data') ?? '') })
      }
    }
  })()
  const ended = reading.then(
    () => true,
    () => false,
  )
  const agents = () => messages.filter(({ name }) => name === 'agent').map(({ data }) => data as AgentRecord)
  const events = () => messages.filter(({ name }) => name === 'event').map(({ data }) => data as EventRecord)
  return { response, messages, agents, events, ended }
}

const everything = () => ({ event: 'everywhere', agent: 'everywhere', incident: 'everywhere' }) as const

describe('the live feed', () => {
  it('tells events as they change, with their id', async () => {
    const { httpUrl, mqttUrl } = await startCollector()
    const { response, messages, events } = await listen(httpUrl)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const agent = await connectAgent(mqttUrl)
    await agent.send(event(1, { phase: 'start' }))
    await expect.poll(events).toHaveLength(1)
    await agent.send(event(1, { phase: 'end', seq: 2 }))
    await expect.poll(() => events().map(({ phase }) => phase)).toEqual(['start', 'end'])
    expect(messages.find(({ name }) => name === 'event')?.id).toBe(eventId(1))
  })

  it('tells what becomes of an agent: online, silent by time alone, offline by its last will', async () => {
    const { httpUrl, mqttUrl } = await startCollector(undefined, { silentAfterMs: 1_500 })
    const { agents } = await listen(httpUrl)
    const agent = await connectAgent(mqttUrl, 'agent-1', true)
    await agent.publish('birth', birth())
    await agent.publish('state', state('online'))
    await agent.publish('health', health())
    const statuses = () => agents().map(({ status, cameras }) => `${status} ${cameras[0]?.status}`)
    await expect.poll(statuses).toContain('online live')
    await expect.poll(statuses, { timeout: 10_000 }).toContain('silent silent')
    agent.client.stream.destroy()
    await expect.poll(() => statuses().at(-1), { timeout: 10_000 }).toBe('offline unknown')
  })

  it('ends when the collector closes', async () => {
    const { httpUrl, close } = await startCollector()
    const { ended } = await listen(httpUrl)
    await close()
    expect(await ended).toBe(true)
  })

  it('cuts off a client that does not read, and no other', () => {
    const feed = createFeed({ log: silentLog, maxBufferedBytes: 2_000 })
    onTestFinished(() => feed.close())
    const slow = new PassThrough({ highWaterMark: 1 })
    const fast = new PassThrough({ highWaterMark: 1 })
    fast.resume()
    feed.attach(slow, everything)
    feed.attach(fast, everything)
    let cut = 0
    for (let number = 1; number <= 20; number++) {
      feed.event(beginRecord('site-1', event(number), 1))
      cut += slow.destroyed ? 1 : 0
      while (fast.read() !== null);
    }
    expect(cut).toBeGreaterThan(10)
    expect(fast.destroyed).toBe(false)
  })

  it('tells each client of the sites that it may see, and ends when it may see none any more', async () => {
    const feed = createFeed({ log: silentLog, heartbeatMs: 20 })
    onTestFinished(() => feed.close())
    const client = new PassThrough()
    let text = ''
    client.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    let sites: ReadonlySet<string> | undefined = new Set(['site-1'])
    feed.attach(client, () =>
      sites === undefined ? undefined : { event: sites, agent: undefined, incident: undefined },
    )
    feed.event(beginRecord('site-1', event(1), 1))
    feed.event(beginRecord('site-2', event(2), 1))
    feed.agent({ site: 'site-1' } as AgentRecord)
    await expect.poll(() => text).toContain(eventId(1))
    expect(text).not.toContain(eventId(2))
    expect(text).not.toContain('event: agent')
    sites = undefined
    await expect.poll(() => client.writableEnded).toBe(true)
    expect(feed.isHeard()).toBe(false)
  })

  it('has room for so many clients and no more', () => {
    const feed = createFeed({ log: silentLog, maxClients: 1 })
    onTestFinished(() => feed.close())
    expect(feed.hasRoom()).toBe(true)
    feed.attach(new PassThrough(), everything)
    expect(feed.hasRoom()).toBe(false)
  })
})
