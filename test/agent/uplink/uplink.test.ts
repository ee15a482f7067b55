import { describe, expect, it, vi } from 'vitest'
import { encode, parse } from '../../../wire/codec.ts'
import { openBroker, openCollector, openProxy, openSilentServer } from './peers.ts'
import {
  agentRoot,
  append,
  birth,
  connected,
  distinct,
  drained,
  later,
  newOutbox,
  patience,
  seqs,
  start,
  stateOf,
  upTo,
} from './running.ts'

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
    const { uplink } = start(broker.port, newOutbox())
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

describe('an outbox that is opened late, or anew', () => {
  it('makes the agent announce itself again, with the boot that it counts', async () => {
    const broker = later(await openBroker())
    const collector = later(await openCollector(broker.port))
    const outbox = newOutbox()
    let { boot } = outbox
    const reopened = Object.create(outbox, { boot: { get: () => boot } }) as typeof outbox
    const { lines } = start(broker.port, reopened)
    await connected(collector)
    boot += 7
    const announced = () => parse.state(collector.latest.get(`${agentRoot}/state`)?.payload as Buffer)
    await vi.waitFor(() => expect(announced()).toMatchObject({ state: 'online', boot }), patience)
    expect(lines.join('')).not.toContain('another agent')
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

  it('sends again what a collector that stays online did not acknowledge', async () => {
    const broker = later(await openBroker())
    const collector = later(await openCollector(broker.port))
    collector.acknowledges = false
    const outbox = newOutbox()
    start(broker.port, outbox, { resendMs: 500 })
    await connected(collector)
    await append(outbox, 3)
    await vi.waitFor(() => expect(collector.events.length).toBeGreaterThanOrEqual(3), patience)
    // The broker has confirmed all of them long ago.
    expect(outbox.status().depth).toBe(3)
    collector.acknowledges = true
    await drained(outbox)
    expect(distinct(collector.events)).toEqual([1, 2, 3])
    expect(collector.events.at(-1)?.replayed).toBe(true)
  })

  it('lets live events overtake a backlog', async () => {
    const broker = later(await openBroker())
    const outbox = newOutbox()
    for (let count = 0; count < 5; count++) await append(outbox, 1_000)
    const collector = later(await openCollector(broker.port))
    start(broker.port, outbox)
    await vi.waitFor(() => expect(collector.events.length).toBeGreaterThan(0), patience)
    await append(outbox, 1)
    await drained(outbox)
    const arrived = seqs(collector.events)
    const live = collector.events.findIndex(({ replayed }) => replayed !== true)
    expect(arrived[live]).toBe(5_001)
    expect(live).toBeLessThan(4_000)
    expect(distinct(collector.events)).toEqual(upTo(5_001))
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

describe('a link that is half-open', () => {
  it('is noticed and replaced while events are being sent into it, and takes none of them along', async () => {
    const broker = later(await openBroker())
    const proxy = later(await openProxy(broker.port))
    const collector = later(await openCollector(broker.port))
    const outbox = newOutbox()
    start(proxy.port, outbox, { keepAliveS: 1 })
    await connected(collector)
    await append(outbox, 5)
    await drained(outbox)
    proxy.stall()
    let sent = 5
    await vi.waitFor(async () => {
      sent += 1
      await append(outbox, 1)
      expect(proxy.count()).toBeGreaterThan(1)
    }, patience)
    await drained(outbox)
    expect(distinct(collector.events)).toEqual(upTo(sent))
  })

  it('is asked for a sign of life every 10 s, so that 15 s of silence end it', async () => {
    const silent = later(await openSilentServer())
    start(silent.port, newOutbox())
    await silent.isAwaited
    // MQTT 3.1.1, 3.1.2.10: after the fixed header, the name of the protocol, its level and the flags.
    const header = silent.heard().indexOf('MQTT')
    expect(silent.heard().readUInt16BE(header + 6)).toBe(10)
  })

  it('never keeps an event from being written', async () => {
    const broker = later(await openBroker())
    const proxy = later(await openProxy(broker.port))
    const collector = later(await openCollector(broker.port))
    const outbox = newOutbox()
    const { uplink } = start(proxy.port, outbox, { keepAliveS: 60 })
    await vi.waitFor(() => expect(uplink.caughtUp()).toBe(true), patience)
    proxy.stall()
    for (let count = 0; count < 10; count++) await append(outbox, 500)
    expect(outbox.status().depth).toBe(5_000)
    proxy.resume()
    await drained(outbox)
    expect(distinct(collector.events)).toEqual(upTo(5_000))
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
