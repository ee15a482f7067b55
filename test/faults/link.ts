import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { waitFor } from '../e2e/stack.ts'
import { play } from './play.ts'
import type { Weather } from './proxy.ts'
import type { Scenario } from './scenario.ts'
import type { TestAgent, World } from './world.ts'

/** Bad weather and clear sky in turn, each for a random while, while events go on. */
function changing(name: string, fault: string, weather: Weather, rounds: number, lastsMs: number): Scenario {
  return {
    name,
    fault,
    run: (seed, _scale, progress) =>
      play({ seed, agents: 2 }, async (world) => {
        let badMs = 0
        for (let round = 1; round <= rounds; round++) {
          progress(`round ${round} of ${rounds}`)
          await sleep(world.chance.random() * 2_000)
          world.proxy.set(weather)
          const ms = lastsMs * (0.5 + world.chance.random())
          badMs += ms
          await sleep(ms)
          world.proxy.set({ kind: 'clear' })
        }
        const connections = world.proxy.connections()
        return `${rounds} times, ${Math.round(badMs / 1_000)} s in all, ${connections} connections of 2 agents`
      }),
  }
}

export const cuts = changing('cut', 'link cut', { kind: 'cut' }, 8, 1_500)
export const halfOpen = changing('half-open', 'half-open TCP', { kind: 'half-open' }, 3, 6_000)
export const delay = changing('delay', '2 s delay each way', { kind: 'delay', ms: 2_000 }, 2, 10_000)
export const loss = changing('loss', '30 % loss', { kind: 'loss', ratio: 0.3 }, 2, 10_000)

const liveEventsPerSecond = 20
/** What eight cameras with ten events a minute each have in an hour. */
const eventsPerHour = 4_800

export const backlog: Scenario = {
  name: 'long-cut',
  fault: 'link cut for hours',
  run: (seed, { backlog: size }, progress) =>
    play({ seed, eventsPerSecond: liveEventsPerSecond }, async (world) => {
      const [agent] = world.agents as [TestAgent]
      await waitFor('events arrive', () => agent.depth() === 0)
      world.proxy.set({ kind: 'cut' })
      await agent.kill()
      agent.eventsPerSecond = 4_000
      agent.start()
      await waitFor(`${size} messages wait`, () => agent.depth() >= size, { timeoutMs: 120_000 })
      await agent.kill()
      agent.eventsPerSecond = liveEventsPerSecond
      agent.start()
      await agent.opened()
      const waited = agent.depth()
      progress(`${waited} messages wait`)
      world.proxy.set({ kind: 'clear' })
      await waitFor('the drain begins', () => agent.depth() < waited, { timeoutMs: 60_000 })
      const startedAt = performance.now()
      // Live events come and go all the time: it is empty when only these are left.
      await waitFor('the backlog is gone', () => agent.depth() < liveEventsPerSecond, { timeoutMs: 300_000 })
      const rate = waited / ((performance.now() - startedAt) / 1_000)
      const live = delayOfLive(world, startedAt)
      if (rate < 10 * liveEventsPerSecond) throw new Error(`drained at ${rate.toFixed(0)}/s only`)
      const hours = (waited / eventsPerHour).toFixed(1)
      return (
        `${waited} events (${hours} h of eight cameras) drained at ${rate.toFixed(0)}/s, ` +
        `${(rate / liveEventsPerSecond).toFixed(0)} times the live rate; live events meanwhile ${live} ms late (p50)`
      )
    }),
}

/** How late live events were stored while the backlog drained. */
function delayOfLive({ collectorFolder }: World, startedAt: number): number {
  const since = performance.timeOrigin + startedAt
  const db = new Database(`${collectorFolder}/collector.db`, { readonly: true })
  const delays = db
    .prepare<[number], number>(
      `SELECT received_at - json_extract(payload, '$.at') AS delay FROM message
       WHERE json_extract(payload, '$.at') > ? AND json_extract(payload, '$.replayed') IS NULL ORDER BY delay`,
    )
    .pluck()
    .all(since)
  db.close()
  return delays[Math.floor(delays.length / 2)] ?? Number.NaN
}
