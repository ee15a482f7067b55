import { describe, expect, it } from 'vitest'
import { quantile } from '../../scripts/fleet-agents/figures.ts'
import { runFleet } from '../../scripts/fleet-agents/fleet.ts'
import { asReplayed, createMessageMaker } from '../../scripts/fleet-agents/messages.ts'
import { encode, parse, splitReplay } from '../../wire/codec.ts'
import type { AgentList, CollectorHealth } from '../../wire/rest.ts'
import { getJson, startCollector } from '../collector/running.ts'

describe('the fleet', () => {
  it('sends what agents send: valid messages, in order, with starts that end', () => {
    const maker = createMessageMaker(
      { site: 'site-1', agent: 'agent-7' },
      { boot: 3, cameras: 4, salt: 7, afterSeq: 10 },
    )
    const made = Array.from({ length: 200 }, (_, index) => maker.next(1_700_000_000_000 + index))
    const messages = made.map(({ text }) => parse.event(Buffer.from(text)))
    expect(messages.map(({ seq }) => seq)).toEqual(made.map((_, index) => index + 11))
    const starts = messages.filter(({ phase }) => phase === 'start').map(({ id, camera }) => `${id} ${camera}`)
    const ends = messages.filter(({ phase }) => phase === 'end').map(({ id, camera }) => `${id} ${camera}`)
    expect(ends).toHaveLength(49)
    expect(starts).toEqual(expect.arrayContaining(ends))
    expect(new Set(messages.map(({ id }) => id)).size).toBe(messages.length - ends.length)
    const [replayed] = splitReplay(Buffer.from(`[${asReplayed(made[0]?.text ?? '')}]`))
    expect(parse.event(encode(replayed)).replayed).toBe(true)
  })

  it('drives a collector until all of it is on disk, and counts what it did', async () => {
    const { httpUrl, mqttUrl } = await startCollector()
    const { hostname, port } = new URL(mqttUrl)
    const figures = await runFleet({
      host: hostname,
      port: Number(port),
      agents: 5,
      cameras: 2,
      rate: 200,
      window: 100,
      backlog: 1_000,
      seconds: 1,
      onProgress: () => undefined,
    })
    expect(figures).toMatchObject({ connected: 5, replayed: 1_000, unacknowledged: 0, lostConnections: 0 })
    expect(figures.live).toBeGreaterThan(100)
    expect(figures.liveAckMs).toHaveLength(figures.live)
    expect(await getJson<CollectorHealth>(`${httpUrl}/healthz`)).toMatchObject({
      stored: figures.live + 1_000,
      quarantined: 0,
    })
    const { agents } = await getJson<AgentList>(`${httpUrl}/api/agents`)
    expect(agents.map(({ delivery }) => [delivery?.missing, delivery?.declared])).toEqual(agents.map(() => [0, 0]))
  })

  it('tells quantiles of what it measured', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect([0, 0.5, 0.99, 1].map((q) => quantile(values, q))).toEqual([1, 51, 100, 100])
    expect(quantile([], 0.5)).toBe(0)
  })
})
