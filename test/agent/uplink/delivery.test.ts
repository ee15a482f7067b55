import { describe, expect, it } from 'vitest'
import { createDelivery, type DeliveryOptions, type Publish } from '../../../agent/uplink/delivery.ts'
import { maxReplayBytes } from '../../../wire/codec.ts'
import { sentEvent, sentEvents } from '../../sent-event.ts'
import { createMemoryOutbox } from './memory-outbox.ts'

function setUp(options: Partial<DeliveryOptions> = {}, rule?: string) {
  const store = createMemoryOutbox(rule)
  const identity = { site: 's', agent: 'box-7' }
  const delivery = createDelivery({ identity, store, random: () => 0, replayBytesPerSecond: 1e9, ...options })
  return { store, delivery }
}

function seqsOf(publishes: readonly Publish[]): number[] {
  return publishes.flatMap((sent) => sentEvents(sent).map(({ seq }) => seq))
}

const ack = (...ranges: [number, number][]) => ({ v: 1 as const, boot: 1, ranges })
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

describe('live messages', () => {
  it('leave at once, byte for byte, each on its own topic', () => {
    const { store, delivery } = setUp()
    delivery.resume(0)
    const messages = store.append(2)
    const sent = delivery.live(messages, 0)
    expect(sent).toEqual(messages.map(({ topic, payload }) => ({ topic, payload })))
    expect(delivery.backlog(0)).toEqual([])
    expect(delivery.caughtUp()).toBe(true)
  })

  it('leave before any backlog, even while its window is full', () => {
    const { store, delivery } = setUp({ window: 8 })
    store.append(100)
    delivery.resume(0)
    expect(seqsOf(delivery.backlog(0))).toEqual([1, 2, 3, 4])
    expect(seqsOf(delivery.live(store.append(2), 0))).toEqual([101, 102])
  })

  it('become backlog when they do not fit into the window', () => {
    const { store, delivery } = setUp({ window: 4 })
    delivery.resume(0)
    delivery.backlog(0)
    expect(seqsOf(delivery.live(store.append(6), 0))).toEqual([1, 2, 3, 4])
    expect(delivery.caughtUp()).toBe(false)
    delivery.acknowledge(ack([1, 4]))
    expect(seqsOf(delivery.backlog(0))).toEqual([5, 6])
  })

  it('are not sent again as backlog while they are in flight', () => {
    const { store, delivery } = setUp()
    store.append(2)
    delivery.resume(0)
    delivery.live(store.append(2), 0)
    expect(seqsOf(delivery.backlog(0))).toEqual([1, 2])
  })
})

describe('hold', () => {
  it('stops everything, and what was unacknowledged leaves again after it', () => {
    const { store, delivery } = setUp()
    delivery.resume(0)
    delivery.live(store.append(2), 0)
    delivery.acknowledge(ack([1, 1]))
    delivery.hold()
    expect(delivery.live(store.append(1), 1)).toEqual([])
    expect(delivery.backlog(1)).toEqual([])
    expect(delivery.caughtUp()).toBe(false)
    delivery.resume(2)
    expect(seqsOf(delivery.backlog(2))).toEqual([2, 3])
    expect(delivery.caughtUp()).toBe(true)
  })
})

describe('backlog', () => {
  it('starts at a random moment within the delay, once for each outage', () => {
    const { store, delivery } = setUp({ random: () => 0.5, maxStartDelayMs: 3_000 })
    store.append(1)
    delivery.resume(10_000)
    delivery.resume(11_000)
    expect(delivery.backlog(11_499)).toEqual([])
    expect(seqsOf(delivery.live(store.append(1), 11_499))).toEqual([2])
    expect(seqsOf(delivery.backlog(11_500))).toEqual([1])
  })

  it('is flagged as replayed and otherwise as it was written, in batches that fit', () => {
    const { store, delivery } = setUp({ window: 2_000 })
    const messages = store.append(900)
    delivery.resume(0)
    const batches = range(1, 20).flatMap((tick) => delivery.backlog(tick))
    expect(batches.length).toBeGreaterThan(3)
    const events = batches.flatMap(({ topic, payload }) => {
      expect(topic).toBe('watchpost/v1/s/box-7/replay')
      expect(payload.byteLength).toBeLessThanOrEqual(maxReplayBytes)
      return sentEvents({ topic, payload })
    })
    expect(events).toEqual(messages.map((message) => ({ ...sentEvent(message), replayed: true })))
  })

  it('keeps batches in size when messages are as large as they may be', () => {
    const { store, delivery } = setUp({}, 'x'.repeat(8_000))
    store.append(40)
    delivery.resume(0)
    const [first] = delivery.backlog(0)
    expect(first?.payload.byteLength).toBeGreaterThan(50_000)
    expect(first?.payload.byteLength).toBeLessThanOrEqual(maxReplayBytes)
  })

  it('sends a message that no batch can hold alone, instead of waiting for ever', () => {
    const { store, delivery } = setUp({}, 'x'.repeat(maxReplayBytes))
    store.append(2)
    delivery.resume(0)
    expect([delivery.backlog(0), delivery.backlog(1)].map((batches) => batches.length)).toEqual([1, 1])
  })

  it('keeps to its bytes per second, without saving up for a burst', () => {
    const { store, delivery } = setUp({ window: 100_000, replayBytesPerSecond: 100_000 })
    store.append(4_000)
    delivery.resume(0)
    const bytesBy = (from: number, to: number) =>
      range(from, to)
        .flatMap((tick) => delivery.backlog(tick * 200))
        .reduce((sum, { payload }) => sum + payload.byteLength, 0)
    const burst = bytesBy(0, 0)
    expect(burst).toBeLessThanOrEqual(2 * maxReplayBytes)
    const steady = bytesBy(1, 25)
    expect(steady).toBeGreaterThan(400_000)
    expect(steady).toBeLessThan(500_000 + maxReplayBytes)
    expect(bytesBy(500, 500)).toBeLessThanOrEqual(2 * maxReplayBytes)
  })

  it('sends again what was not acknowledged in time, and nothing else', () => {
    const { store, delivery } = setUp({ resendMs: 10_000 })
    delivery.resume(0)
    delivery.live(store.append(4), 0)
    delivery.backlog(0)
    delivery.acknowledge(ack([1, 1], [3, 3]))
    expect(delivery.backlog(9_999)).toEqual([])
    expect(seqsOf(delivery.backlog(10_000))).toEqual([2, 4])
    expect(delivery.backlog(19_999)).toEqual([])
    expect(seqsOf(delivery.backlog(20_000))).toEqual([2, 4])
  })
})

describe('acknowledge', () => {
  it('deletes from the outbox and makes room in the window', () => {
    const { store, delivery } = setUp({ window: 8 })
    store.append(10)
    delivery.resume(0)
    expect(seqsOf(delivery.backlog(0))).toEqual([1, 2, 3, 4])
    delivery.acknowledge(ack([1, 2], [4, 4]))
    expect(store.depth()).toBe(7)
    expect(seqsOf(delivery.backlog(1))).toEqual([5, 6, 7])
  })

  it('of the same numbers in another life of the box changes nothing', () => {
    const { store, delivery } = setUp({ resendMs: 10_000 })
    delivery.resume(0)
    delivery.live(store.append(2), 0)
    delivery.backlog(0)
    delivery.acknowledge({ v: 1, boot: 7, ranges: [[1, 2]] })
    expect(store.depth()).toBe(2)
    expect(seqsOf(delivery.backlog(10_000))).toEqual([1, 2])
  })

  it('that comes late, while messages are held, still deletes', () => {
    const { store, delivery } = setUp()
    delivery.resume(0)
    delivery.live(store.append(2), 0)
    delivery.hold()
    delivery.acknowledge(ack([1, 2]))
    delivery.resume(1)
    expect(delivery.backlog(1)).toEqual([])
    expect(store.depth()).toBe(0)
  })
})
