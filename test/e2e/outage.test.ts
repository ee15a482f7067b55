import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { hasShared, shared } from '../shared.ts'
import { wholePicture } from './ground-truth.ts'
import { type RtspServer, startRtspServer } from './rtsp.ts'
import { createStack, freePort, type Stack, waitFor } from './stack.ts'

const clip = shared('clips', 'degirum_Traffic.mp4')

describe.skipIf(!hasShared)('a site with outages', () => {
  let stack: Stack
  let server: RtspServer | undefined

  afterAll(async () => {
    await stack?.close()
    await server?.stop()
  })

  it('loses no event and counts none twice, though camera, collector and agent go and come back', async () => {
    stack = await createStack()
    const port = await freePort()
    server = await startRtspServer({ clip, port })
    let collector = await stack.startCollector()
    const cameras = [
      {
        id: 'street',
        source: { url: server.url, stallMs: 4_000 },
        rules: [
          {
            name: 'line',
            type: 'line',
            points: [
              [0, 0.52],
              [0.73, 0.52],
            ],
          },
          { name: 'picture', type: 'zone', points: wholePicture },
        ],
      },
    ]
    let agent = stack.startAgent(cameras)
    const status = async () => (await stack.agents())[0]?.cameras[0]?.status
    const count = async () => (await stack.events()).length
    await waitFor('there are events', async () => (await count()) > 3, { whileRuns: agent })

    await server.stop()
    await waitFor('the camera is down', async () => (await status()) === 'down', { whileRuns: agent })
    const open = (await stack.events()).filter(({ phase }) => phase === 'start' || phase === 'update')
    expect(open).toEqual([])
    server = await startRtspServer({ clip, port })
    await waitFor('the camera is back', async () => (await status()) === 'live', { whileRuns: agent })

    const before = await count()
    await collector.kill('SIGKILL')
    await sleep(6_000)
    collector = await stack.startCollector()
    await waitFor(
      'what happened meanwhile has come',
      async () => (await count()) > before && (await stack.events()).some(({ replayed }) => replayed),
      { whileRuns: agent },
    )

    await waitFor('an event is open', async () => (await stack.events()).some(({ phase }) => phase === 'start'))
    await agent.kill('SIGKILL')
    await waitFor('the agent is known to be gone', async () => (await stack.agents())[0]?.status === 'offline')
    agent = stack.startAgent(cameras)
    await waitFor(
      'what the crash left open is closed',
      async () => (await stack.events()).some(({ reason }) => reason === 'agent-restart'),
      { whileRuns: agent },
    )

    expect(await agent.kill('SIGTERM')).toBe(0)
    agent = stack.startAgent([])
    await waitFor(
      'nothing waits',
      async () => {
        const [record] = await stack.agents()
        return record?.status === 'online' && record.outboxDepth === 0
      },
      { whileRuns: agent },
    )
    expect(await agent.kill('SIGTERM')).toBe(0)
    expect(missingSeqs(join(stack.folder, 'collector'), join(stack.folder, 'agent'))).toEqual([])
    const ids = (await stack.events()).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect((await stack.events()).filter(({ phase }) => phase === 'start' || phase === 'update')).toEqual([])
    expect(await collector.kill('SIGTERM')).toBe(0)
  })
})

/** Which of the numbers that the agent gave out the collector has not stored. */
function missingSeqs(collectorFolder: string, agentFolder: string): number[] {
  const outbox = new Database(join(agentFolder, 'outbox.db'), { readonly: true })
  const given = outbox.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'message'").pluck().get() as number
  outbox.close()
  const store = new Database(join(collectorFolder, 'collector.db'), { readonly: true })
  const stored = new Set(store.prepare('SELECT seq FROM message').pluck().all() as number[])
  store.close()
  return Array.from({ length: given }, (_, index) => index + 1).filter((seq) => !stored.has(seq))
}
