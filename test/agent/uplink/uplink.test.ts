import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { type Outbox, openOutbox } from '../../../agent/outbox/outbox.ts'
import { startUplink } from '../../../agent/uplink/uplink.ts'
import { createLog } from '../../../runtime/log.ts'
import type { Birth } from '../../../wire/birth.ts'
import { encode, parse } from '../../../wire/codec.ts'
import type { EventMessage } from '../../../wire/event.ts'
import type { Health } from '../../../wire/health.ts'
import { eventDraft } from '../../event-message.ts'
import { lostNotice } from '../../lost-notice.ts'
import { openBroker, openCollector, openSilentServer, type TestCollector } from './peers.ts'

const folder = mkdtempSync(join(tmpdir(), 'watchpost-uplink-'))
const identity = { site: 'harbour', agent: 'box-7' }
const agentRoot = 'watchpost/v1/harbour/box-7'
const closers: (() => Promise<void> | void)[] = []
let files = 0

/** Generous: the machine may be busy with something else. */
const patience = { timeout: 15_000, interval: 20 }

function later<T extends { close(): Promise<void> | void }>(opened: T): T {
  closers.push(() => opened.close())
  return opened
}

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})
afterAll(() => rmSync(folder, { recursive: true }))

const birth = (): Birth => ({
  v: 1,
  boot: 1,
  at: 1,
  startedAt: 1,
  software: { watchpost: '0', node: '20' },
  host: { arch: 'x64', cpus: 2, memoryBytes: 1 },
  cameras: [],
  models: [],
  config: 'a1b2c3d4',
  clock: 'ntp',
  outbox: { depth: 0, nextSeq: 1 },
})

const health = (): Health => ({
  v: 1,
  boot: 1,
  at: Date.now(),
  uptimeS: 1,
  cpuPercent: 1,
  rssBytes: 1,
  clock: 'ntp',
  outbox: { depth: 0, mediaPending: 0 },
  cameras: [],
})

function newOutbox(): Outbox {
  return later(
    openOutbox({ file: join(folder, `${files++}.db`), identity, now: Date.now, declare: lostNotice, groupMs: 1 }),
  )
}

function start(port: number, outbox: Outbox, healthMs = 60_000) {
  const lines: string[] = []
  const log = createLog('agent', 'info', { write: (line) => void lines.push(line) })
  const broker = { url: `mqtt://127.0.0.1:${port}` }
  const uplink = later(startUplink({ broker, identity, outbox, birth, health, healthMs, now: Date.now, log }))
  return { uplink, lines }
}

async function connected(collector: TestCollector): Promise<void> {
  await vi.waitFor(() => expect(stateOf(collector)).toBe('online'), patience)
}

function stateOf({ latest }: TestCollector): string | undefined {
  const message = latest.get(`${agentRoot}/state`)
  return message && parse.state(message.payload).state
}

async function append(outbox: Outbox, count: number): Promise<void> {
  await outbox.append(Array.from({ length: count }, (_, index) => eventDraft({ at: index })))
}

async function drained(outbox: Outbox): Promise<void> {
  await vi.waitFor(() => expect(outbox.status().depth).toBe(0), patience)
}

const seqs = (events: readonly EventMessage[]) => events.map(({ seq }) => seq)
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)
const distinct = (events: readonly EventMessage[]) => [...new Set(seqs(events))].sort((a, b) => a - b)

describe('a connection', () => {
  it('announces birth, state and health, the first two retained', async () => {
    const broker = later(await openBroker())
    const collector = later(await openCollector(broker.port))
    const outbox = newOutbox()
    const { uplink, lines } = start(broker.port, outbox)
    await vi.waitFor(() => expect(collector.latest.has(`${agentRoot}/health`)).toBe(true), patience)
    const late = later(await openCollector(broker.port, 'late'))
    await vi.waitFor(() => expect(late.latest.has(`${agentRoot}/state`)).toBe(true), patience)
    expect(parse.birth(late.latest.get(`${agentRoot}/birth`)?.payload as Buffer)).toEqual(birth())
    expect(late.latest.get(`${agentRoot}/birth`)?.retain).toBe(true)
    expect(parse.state(late.latest.get(`${agentRoot}/state`)?.payload as Buffer)).toMatchObject({
      state: 'online',
      boot: outbox.boot,
    })
    expect(late.latest.has(`${agentRoot}/health`)).toBe(false)
    await uplink.close()
    await vi.waitFor(() => expect(stateOf(late)).toBe('offline'), patience)
    expect(uplink.caughtUp()).toBe(false)
    expect(lines.filter((line) => line.includes('"warn"'))).toEqual([])
  })

  it('reports health when asked to, and in its rhythm', async () => {
    const broker = later(await openBroker())
    const collector = later(await openCollector(broker.port))
    const { uplink } = start(broker.port, newOutbox(), 60_000)
    const healthAt = () => parse.health(collector.latest.get(`${agentRoot}/health`)?.payload as Buffer).at
    await vi.waitFor(healthAt, patience)
    const first = healthAt()
    uplink.reportHealth()
    uplink.reportHealth()
    await vi.waitFor(() => expect(healthAt()).toBeGreaterThan(first), patience)
  })

  it('that is cut leaves the last will, and is made again', async () => {
    const broker = later(await openBroker())
    const outbox = newOutbox()
    const { lines } = start(broker.port, outbox)
    const before = await openCollector(broker.port)
    await connected(before)
    await before.close()
    broker.cut()
    const collector = later(await openCollector(broker.port))
    await vi.waitFor(() => expect(stateOf(collector)).toBe('offline'), patience)
    await connected(collector)
    await append(outbox, 3)
    await drained(outbox)
    expect(distinct(collector.events)).toEqual([1, 2, 3])
    expect(lines.some((line) => line.includes('not connected; events wait on disk'))).toBe(true)
  })
})

describe('delivery through a broker', () => {
  it('sends live events one by one, in order, and deletes them when they are acknowledged', async () => {
    const broker = later(await openBroker())
    const collector = later(await openCollector(broker.port))
    const outbox = newOutbox()
    const { uplink } = start(broker.port, outbox)
    await vi.waitFor(() => expect(uplink.caughtUp()).toBe(true), patience)
    for (let count = 0; count < 5; count++) await append(outbox, 20)
    await drained(outbox)
    expect(seqs(collector.events)).toEqual(upTo(100))
    expect(collector.events.every(({ replayed }) => replayed === undefined)).toBe(true)
  })

  it('holds events while no collector is online', async () => {
    const broker = later(await openBroker())
    const collector = later(await openCollector(broker.port))
    await collector.say('offline')
    const outbox = newOutbox()
    const { uplink } = start(broker.port, outbox)
    await connected(collector)
    await append(outbox, 5)
    // Two health messages later it would have been sent.
    for (let count = 0; count < 2; count++) {
      collector.latest.delete(`${agentRoot}/health`)
      uplink.reportHealth()
      await vi.waitFor(() => expect(collector.latest.has(`${agentRoot}/health`)).toBe(true), patience)
    }
    expect(collector.events).toEqual([])
    expect(uplink.caughtUp()).toBe(false)
    await collector.say('online')
    await drained(outbox)
    expect(seqs(collector.events)).toEqual(upTo(5))
    expect(collector.events.every(({ replayed }) => replayed === true)).toBe(true)
  })

  it('goes on while one of two collectors is online', async () => {
    const broker = later(await openBroker())
    const collector = later(await openCollector(broker.port))
    const other = later(await openCollector(broker.port, 'other'))
    await other.say('offline')
    const outbox = newOutbox()
    start(broker.port, outbox)
    await connected(collector)
    await append(outbox, 2)
    await drained(outbox)
  })

  it('waits for a broker that is not there yet, and is never stopped by one', async () => {
    const nobody = await openBroker()
    await nobody.close()
    const outbox = newOutbox()
    const { lines } = start(nobody.port, outbox)
    await append(outbox, 2)
    await vi.waitFor(
      () => expect(lines.filter((line) => line.includes('ECONNREFUSED')).length).toBeGreaterThan(1),
      patience,
    )
    expect(lines.join('')).toContain(`no connection to the broker at mqtt://127.0.0.1:${nobody.port}`)
    const broker = later(await openBroker(nobody.port))
    const collector = later(await openCollector(broker.port))
    await drained(outbox)
    expect(distinct(collector.events)).toEqual([1, 2])
  })

  it('brings everything after the broker was restarted under load', async () => {
    const first = await openBroker()
    const before = await openCollector(first.port)
    before.acknowledges = false
    const outbox = newOutbox()
    start(first.port, outbox)
    await connected(before)
    await append(outbox, 300)
    await vi.waitFor(() => expect(before.events.length).toBeGreaterThan(0), patience)
    await first.close()
    await before.close()
    await append(outbox, 300)
    const second = later(await openBroker(first.port))
    const collector = later(await openCollector(second.port))
    await drained(outbox)
    expect(distinct(collector.events)).toEqual(upTo(600))
    // Once each: what the earlier collector never acknowledged, and what came since.
    expect(collector.events.length).toBe(600)
  })

  it('ignores what it does not understand, and says so', async () => {
    const broker = later(await openBroker())
    const collector = later(await openCollector(broker.port))
    collector.acknowledges = false
    const outbox = newOutbox()
    const { lines } = start(broker.port, outbox)
    await connected(collector)
    await append(outbox, 1)
    for (const text of ['', '{', '{"v":2}', '{"v":1,"boot":1,"ranges":[[5]]}', '{"v":1,"boot":1,"ranges":[[9,1]]}']) {
      await collector.publish(`${agentRoot}/ack`, Buffer.from(text))
    }
    await collector.publish('watchpost/v1/collector/main/state', Buffer.from('nonsense'))
    await vi.waitFor(() => expect(lines.filter((line) => line.includes('not understood')).length).toBe(5), patience)
    expect(outbox.status().depth).toBe(1)
    await collector.publish(`${agentRoot}/ack`, encode({ v: 1, boot: outbox.boot, ranges: [[1, 1]] }))
    await drained(outbox)
  })
})

describe('close', () => {
  const greeting = Buffer.from([0x20, 2, 0, 0])
  it.each([
    ['never answers', undefined],
    ['greets and then hangs', greeting],
  ])('does not wait for a broker that %s', async (_, connack) => {
    const silent = later(await openSilentServer(connack))
    const { uplink } = start(silent.port, newOutbox())
    await silent.isAwaited
    const startedAt = performance.now()
    await uplink.close()
    // Its patience for an answer is 10 s.
    expect(performance.now() - startedAt).toBeLessThan(7_000)
  })

  it('does not wait for the next try', async () => {
    const nobody = await openBroker()
    await nobody.close()
    const { uplink, lines } = start(nobody.port, newOutbox())
    await vi.waitFor(() => expect(lines.length).toBeGreaterThan(0), patience)
    await uplink.close()
    await uplink.close()
  })
})
