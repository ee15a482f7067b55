import { describe, expect, it, onTestFinished } from 'vitest'
import type { AddressedAck } from '../../../collector/ingest/acks.ts'
import { createIngest } from '../../../collector/ingest/ingest.ts'
import type { Arrival, BatchResult } from '../../../collector/store/arrival.ts'
import { encode } from '../../../wire/codec.ts'
import { event, health, silentLog } from '../running.ts'

/** A store that keeps arrivals in memory and fails when told to. */
function openIngest(maxQueued?: number) {
  const batches: number[] = []
  const order: string[] = []
  const stored: Arrival[] = []
  const world = { failure: undefined as Error | undefined }
  const acks: AddressedAck[] = []
  const write = (batch: readonly Arrival[]): BatchResult => {
    if (world.failure !== undefined) throw world.failure
    batches.push(batch.length)
    order.push('commit')
    stored.push(...batch)
    const events = batch.filter((arrival) => arrival.kind === 'event')
    const settled = events.map(({ site, agent, message: { boot, seq } }) => ({ site, agent, boot, seq }))
    return { settled, events: [], agents: [], stored: events.length, duplicates: 0, quarantined: 0, evicted: 0 }
  }
  const ingest = createIngest({
    write,
    acknowledge: (ack) => {
      order.push('ack')
      acks.push(ack)
    },
    onCommitted: () => void order.push('feed'),
    log: silentLog,
    ...(maxQueued !== undefined && { maxQueued }),
  })
  onTestFinished(() => {
    world.failure = undefined
    ingest.close()
  })
  const send = (from: number, to: number): void => {
    for (let seq = from; seq <= to; seq++) {
      ingest.accept('watchpost/v1/site-1/agent-1/event/gate/zone.entered', encode(event(seq)))
    }
  }
  return { ingest, send, batches, order, stored, acks, world }
}

describe('ingest', () => {
  it('commits what comes together at once, then acknowledges, then tells', async () => {
    const { send, batches, order, acks } = openIngest()
    send(1, 10)
    expect(order).toEqual([])
    await expect.poll(() => order).toEqual(['commit', 'ack', 'feed'])
    expect(batches).toEqual([10])
    expect(acks[0]?.ack.ranges).toEqual([[1, 10]])
  })

  it('does not wait for company when a batch is full, but lets what has come by then go first if it is live', () => {
    const due: { run: () => void; delayMs: number }[] = []
    const batches: number[][] = []
    const ingest = createIngest({
      write: (batch) => {
        batches.push(batch.map((arrival) => (arrival.kind === 'event' ? arrival.message.seq : 0)))
        return { settled: [], events: [], agents: [], stored: 0, duplicates: 0, quarantined: 0, evicted: 0 }
      },
      acknowledge: () => undefined,
      onCommitted: () => undefined,
      log: silentLog,
      schedule: (run, delayMs) => {
        const entry = { run, delayMs }
        due.push(entry)
        return () => due.splice(due.indexOf(entry), 1)
      },
    })
    for (let seq = 1; seq <= 5_000; seq++) {
      ingest.accept('watchpost/v1/site-1/agent-1/replay', encode([event(seq, { replayed: true })]))
    }
    ingest.accept('watchpost/v1/site-1/agent-1/event/gate/zone.entered', encode(event(6_000)))
    expect(batches).toEqual([])
    expect(due.map(({ delayMs }) => delayMs)).toEqual([0])
    due[0]?.run()
    expect(batches.map((batch) => [batch[0], batch.length])).toEqual([[6_000, 4_096]])
  })

  it('stores live events before a backlog that was there first', () => {
    const { ingest, send, stored } = openIngest()
    const backlog = [1, 2, 3].map((seq) => event(seq, { replayed: true }))
    ingest.accept('watchpost/v1/site-1/agent-1/replay', encode(backlog))
    send(4, 5)
    ingest.close()
    expect(stored.map((arrival) => arrival.kind === 'event' && arrival.message.seq)).toEqual([4, 5, 1, 2, 3])
  })

  it('takes nothing from topics of others', () => {
    const { ingest } = openIngest()
    ingest.accept('homeassistant/switch/1', encode({ on: true }))
    expect(ingest.status().queued).toBe(0)
  })

  it('knows how far the clock of an agent is from its own, however late messages come', () => {
    const { ingest, stored } = openIngest()
    const at = 1_700_000_000_000
    const delays = [3_000, 40, 900]
    for (const delayMs of delays) {
      const message = { ...health(), at: at + 500 }
      ingest.accept('watchpost/v1/site-1/agent-1/health', encode(message), at + delayMs)
    }
    ingest.close()
    expect(stored.map((arrival) => arrival.kind === 'health' && arrival.clockOffsetMs)).toEqual([-2_500, 460, 460])
  })

  it('runs on the clock and the timers that it is given', () => {
    const due: (() => void)[] = []
    const committed: Arrival[] = []
    const ingest = createIngest({
      write: (batch) => {
        committed.push(...batch)
        return { settled: [], events: [], agents: [], stored: 0, duplicates: 0, quarantined: 0, evicted: 0 }
      },
      acknowledge: () => undefined,
      onCommitted: () => undefined,
      log: silentLog,
      now: () => 77,
      schedule: (run) => {
        due.push(run)
        return () => undefined
      },
    })
    ingest.accept('watchpost/v1/site-1/agent-1/event/gate/zone.entered', encode(event(1)))
    expect(committed).toEqual([])
    due.pop()?.()
    expect(committed.map(({ receivedAt }) => receivedAt)).toEqual([77])
  })

  it('acknowledges nothing while the store fails, and everything when it works again', async () => {
    const { ingest, send, acks, world, stored } = openIngest()
    world.failure = new Error('database or disk is full')
    send(1, 300)
    await expect.poll(() => ingest.status().failure).toBe('database or disk is full')
    expect(acks).toEqual([])
    expect(ingest.status().queued).toBe(300)
    world.failure = undefined
    await expect.poll(() => stored.length).toBe(300)
    expect(acks.flatMap(({ ack }) => ack.ranges).length).toBeGreaterThan(0)
    expect(ingest.status()).toMatchObject({ failure: undefined, queued: 0, stored: 300 })
  })

  it('holds no more than its bound, counts what it drops, and leaves room for health', async () => {
    const { ingest, send, world, stored } = openIngest(50)
    world.failure = new Error('locked')
    send(1, 80)
    ingest.accept('watchpost/v1/site-1/agent-1/health', encode(health()))
    expect(ingest.status()).toMatchObject({ queued: 51, dropped: 30 })
    world.failure = undefined
    await expect.poll(() => stored.length).toBe(51)
    expect(stored.at(-1)?.kind).toBe('health')
  })

  it('stores what is queued when it is closed, and takes no more', () => {
    const { ingest, send, stored, acks } = openIngest()
    send(1, 5)
    ingest.close()
    send(6, 9)
    expect(stored).toHaveLength(5)
    expect(acks[0]?.ack.ranges).toEqual([[1, 5]])
  })

  it('leaves what it cannot store unacknowledged when it is closed', () => {
    const { ingest, send, acks, world } = openIngest()
    send(1, 5)
    world.failure = new Error('locked')
    ingest.close()
    expect(acks).toEqual([])
  })
})
