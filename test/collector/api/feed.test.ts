import { PassThrough } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createFeed, type Hearing } from '../../../collector/api/feed.ts'
import { beginRecord } from '../../../collector/store/fold.ts'
import type { AgentRecord, EventRecord } from '../../../wire/rest.ts'
import { birth, connectAgent, event, eventId, health, silentLog, startCollector, state } from '../running.ts'

/** Reads the feed as a browser would, one message at a time. */
async function listen(httpUrl: string, lastId?: string) {
  const abort = new AbortController()
  const headers: Record<string, string> = lastId === undefined ? {} : { 'last-event-id': lastId }
  const response = await fetch(`${httpUrl}/api/feed`, { signal: abort.signal, headers })
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
  return { response, messages, agents, events, ended, leave: () => abort.abort() }
}

const everything = () => ({ event: 'everywhere', agent: 'everywhere', incident: 'everywhere' }) as const

describe('the live feed', () => {
  it('tells events as they change, each with another id', async () => {
    const { httpUrl, mqttUrl } = await startCollector()
    const { response, messages, events } = await listen(httpUrl)
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const agent = await connectAgent(mqttUrl)
    await agent.send(event(1, { phase: 'start' }))
    await expect.poll(events).toHaveLength(1)
    await agent.send(event(1, { phase: 'end', seq: 2 }))
    await expect.poll(() => events().map(({ phase }) => phase)).toEqual(['start', 'end'])
    const ids = messages.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('tells whoever comes back what came meanwhile, once, and of a gap after a restart', async () => {
    const first = await startCollector()
    const agent = await connectAgent(first.mqttUrl)
    const before = await listen(first.httpUrl)
    await agent.send(event(1))
    await expect.poll(before.events).toHaveLength(1)
    const lastId = before.messages.at(-1)?.id ?? ''
    before.leave()
    for (const seq of [2, 3]) await agent.send(event(seq))
    await expect.poll(agent.acked).toEqual([[1, 3]])
    const after = await listen(first.httpUrl, lastId)
    await agent.send(event(4))
    await expect.poll(() => after.events().map(({ id }) => id)).toEqual([2, 3, 4].map(eventId))
    expect(after.messages.some(({ name }) => name === 'gap')).toBe(false)
    const newest = after.messages.at(-1)?.id ?? ''
    await first.close()
    const again = await listen((await startCollector(first.dataFolder)).httpUrl, newest)
    await expect.poll(() => again.messages.map(({ name }) => name)).toEqual(['gap'])
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
    const feed = createFeed({ log: silentLog, heartbeatMs: 20, lingerMs: 0 })
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
    await expect.poll(() => feed.isHeard()).toBe(false)
  })

  it('tells of what was missed only what may be seen, and of a gap when it is too much or too long ago', async () => {
    const watched: boolean[] = []
    const feed = createFeed({
      ...{ log: silentLog, lingerMs: 50, maxHeldBytes: 2_000, onWatched: (is: boolean) => void watched.push(is) },
    })
    onTestFinished(() => feed.close())
    const clients: PassThrough[] = []
    const here = (lastId?: string, hearing: () => Hearing = everything) => {
      const client = new PassThrough()
      clients.push(client)
      feed.attach(client, hearing, lastId)
      const text = String(client.read())
      return { text, lastId: /id: (\S+)\n\n$/.exec(text)?.[1] ?? '' }
    }
    const first = here()
    expect(first.lastId).toMatch(/^[0-9a-f]{12}-0$/)
    feed.event(beginRecord('site-1', event(1), 1))
    feed.event(beginRecord('site-2', event(2), 1))
    const narrow = here(first.lastId, () => ({ event: new Set(['site-2']), agent: undefined, incident: undefined }))
    expect(narrow.text).toContain(eventId(2))
    expect(narrow.text).not.toContain(eventId(1))
    expect(narrow.text).not.toContain('gap')
    for (let number = 3; number < 20; number++) feed.event(beginRecord('site-1', event(number), 1))
    expect(here(first.lastId).text).toMatch(/event: gap\ndata: \{\}\nid: [0-9a-f]{12}-19\n\n$/)
    for (const wrong of ['', 'x', `${first.lastId}0`, "1' OR 1", `${first.lastId.slice(0, -1)}99`])
      expect(here(wrong).text, wrong).toContain('event: gap')
    for (const client of clients) client.destroy()
    await expect.poll(() => watched).toEqual([true, false])
    expect(here(narrow.lastId).text).toContain('event: gap')
  })

  it('has room for so many clients and no more', () => {
    const feed = createFeed({ log: silentLog, maxClients: 1 })
    onTestFinished(() => feed.close())
    expect(feed.hasRoom()).toBe(true)
    feed.attach(new PassThrough(), everything)
    expect(feed.hasRoom()).toBe(false)
  })
})
