import { expect, it } from 'vitest'
import { createDelivery, type Publish } from '../../../agent/uplink/delivery.ts'
import { type Ack, toRanges } from '../../../wire/ack.ts'
import type { EventMessage } from '../../../wire/event.ts'
import { createMemoryOutbox } from './memory-outbox.ts'

const firstSeed = Number(process.env.WATCHPOST_SEED ?? 1)
const schedules = 1_000

/** Mulberry32: small, seeded, good enough to choose faults. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A collector behind a bad network: it stores by (boot, seq) and acknowledges what it stored, again and again. */
function createCollector() {
  const stored = new Set<string>()
  return {
    stored,
    take({ payload }: Publish): Ack[] {
      const parsed = JSON.parse(payload.toString()) as EventMessage | EventMessage[]
      const events = Array.isArray(parsed) ? parsed : [parsed]
      for (const { boot, seq } of events) stored.add(`${boot}/${seq}`)
      return [...new Set(events.map(({ boot }) => boot))].map((boot) => ({
        v: 1,
        boot,
        ranges: toRanges(events.filter((event) => event.boot === boot).map(({ seq }) => seq)).map(([a, b]) => [a, b]),
      }))
    },
  }
}

function runSchedule(seed: number): string | undefined {
  const random = seeded(seed)
  const chance = (probability: number) => random() < probability
  const upTo = (most: number) => Math.floor(random() * (most + 1))
  const store = createMemoryOutbox()
  const collector = createCollector()
  const faultRate = chance(0.2) ? 0 : random() * 0.5
  const window = 2 + upTo(30)
  const settings = { window, resendMs: 500 + upTo(2_000), maxStartDelayMs: upTo(1_000), replayBytesPerSecond: 1e6 }
  const create = () => createDelivery({ identity: { site: 's', agent: 'box-7' }, store, random, ...settings })
  let delivery = create()
  let now = 0
  let boot = 1
  let appended = 0
  let isUp = false
  let acks: Ack[] = []

  const carry = (publishes: readonly Publish[], rate: number): void => {
    for (const publish of publishes) {
      if (chance(rate)) continue
      const copies = chance(rate) ? 2 : 1
      for (let copy = 0; copy < copies; copy++) acks.push(...collector.take(publish).filter(() => !chance(rate)))
    }
  }
  const setUp = (up: boolean): void => {
    isUp = up
    if (up) delivery.resume(now)
    else delivery.hold()
  }
  const step = (rate: number, appends: boolean): void => {
    now += upTo(300)
    if (chance(rate / 4)) setUp(!isUp)
    if (chance(rate / 10)) {
      delivery = create()
      boot += 1
      acks = []
      if (isUp) delivery.resume(now)
    }
    if (appends && chance(0.5)) {
      const count = 1 + upTo(6)
      appended += count
      carry(delivery.live(store.append(count, boot), now), rate)
    }
    carry(delivery.backlog(now), rate)
    for (const late of acks.splice(0, upTo(acks.length))) delivery.acknowledge(late)
  }

  setUp(true)
  for (let count = 10 + upTo(40); count > 0; count--) step(faultRate, true)
  setUp(true)
  for (let count = 0; count < 400 && store.depth() > 0; count++) step(0, false)
  carry(delivery.backlog(now), 0)
  if (store.depth() > 0) return `${store.depth()} messages are still in the outbox`
  if (collector.stored.size !== appended) return `${collector.stored.size} of ${appended} are stored`
  if (!delivery.caughtUp()) return 'it does not know that it has caught up'
  return undefined
}

it(`delivers every message once, whatever the network does, in ${schedules} random schedules`, {
  timeout: 60_000,
}, () => {
  for (let seed = firstSeed; seed < firstSeed + schedules; seed++) {
    expect(runSchedule(seed), `WATCHPOST_SEED=${seed}`).toBeUndefined()
  }
})
