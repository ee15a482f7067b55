import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { createRivals } from '../../../agent/uplink/rivals.ts'
import { parse } from '../../../wire/codec.ts'
import { openBroker, openCollector, openProxy } from './peers.ts'
import { agentRoot, append, connected, drained, later, newOutbox, patience, start } from './running.ts'

const minute = 60_000

describe('createRivals', () => {
  const connection = (rivals: ReturnType<typeof createRivals>, heard: readonly string[], lastedMs = 0) => {
    rivals.begin()
    for (const run of heard) rivals.heard(run)
    rivals.end(lastedMs)
  }

  it.each<[string, string[][], boolean]>([
    ['nobody else', [['me'], ['me'], ['me']], false],
    ['what an earlier start left behind, on the first connection', [['earlier'], ['me'], ['me']], false],
    ['somebody else once, as a last will spoken late', [[], ['other'], ['me']], false],
    ['somebody else on one connection, however often', [[], ['other', 'other', 'other']], false],
    ['somebody else again and again', [[], ['other'], ['me', 'other']], true],
  ])('hears %s', (_, connections, isAlarm) => {
    const rivals = createRivals('me', () => 1)
    for (const heard of connections) connection(rivals, heard)
    expect(rivals.isAlarm()).toBe(isAlarm)
    expect(rivals.waitMs()).toBe(isAlarm ? minute : 0)
  })

  it('comes to rest when the other one has been gone for a while', () => {
    const rivals = createRivals('me', () => 0)
    for (const heard of [[], ['other'], ['other']]) connection(rivals, heard)
    connection(rivals, [], minute)
    expect(rivals.waitMs()).toBe(minute / 2)
    connection(rivals, [], 6 * minute)
    expect(rivals.waitMs()).toBe(0)
    expect(rivals.isAlarm()).toBe(false)
  })
})

describe('two agents with one identity', () => {
  it('raise an alarm, and stop pushing each other off the broker', async () => {
    const broker = later(await openBroker())
    const collector = later(await openCollector(broker.port))
    const proxies = [later(await openProxy(broker.port)), later(await openProxy(broker.port))]
    const outboxes = [newOutbox(), newOutbox()]
    const agents = proxies.map(({ port }, index) => start(port, outboxes[index] as (typeof outboxes)[number]))
    const isAlarmed = () => {
      const payload = collector.latest.get(`${agentRoot}/health`)?.payload
      return payload !== undefined && parse.health(payload).alarms?.includes('duplicate-identity')
    }
    await vi.waitFor(() => expect(isAlarmed()).toBe(true), patience)
    const said = 'another agent connects with the identity of this one'
    const areBothAlarmed = () => agents.every(({ lines }) => lines.some((line) => line.includes(said)))
    await vi.waitFor(() => expect(areBothAlarmed()).toBe(true), patience)
    // Whoever is pushed off now leaves the other in peace for half a minute at least.
    await sleep(1_000)
    const count = () => proxies.reduce((sum, proxy) => sum + proxy.count(), 0)
    const before = count()
    await sleep(4_000)
    expect(count() - before).toBeLessThanOrEqual(1)
  })

  it('are not seen by an agent that was restarted, cut off and connected again', async () => {
    const broker = later(await openBroker())
    const collector = later(await openCollector(broker.port))
    const proxy = later(await openProxy(broker.port))
    const outbox = newOutbox()
    const first = start(proxy.port, outbox)
    await connected(collector)
    await first.uplink.close()
    const { lines } = start(proxy.port, outbox)
    for (let cut = 0; cut < 4; cut++) {
      await vi.waitFor(() => expect(proxy.count()).toBe(cut + 2), patience)
      await connected(collector)
      await append(outbox, 1)
      await drained(outbox)
      collector.latest.clear()
      proxy.cut()
    }
    expect(lines.filter((line) => line.includes('another agent'))).toEqual([])
  })
})
