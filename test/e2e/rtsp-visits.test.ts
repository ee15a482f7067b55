import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { hasShared, shared } from '../shared.ts'
import { readGroundTruth, wholePicture } from './ground-truth.ts'
import { type RtspServer, startRtspServer } from './rtsp.ts'
import { createStack, type Stack, waitFor } from './stack.ts'

const clip = 'intel_one-by-one-person-detection.mp4'
const toleranceS = 1.5
/** Between the third of six visits and the fourth: it is played in real time, and the rest tells nothing new. */
const untilS = 72

describe.skipIf(!hasShared)('people who pass one by one before a camera, in real time over RTSP', () => {
  let stack: Stack | undefined
  let server: RtspServer | undefined

  afterAll(async () => {
    await stack?.close()
    await server?.stop()
  })

  it('are reported as one visit each, when they came and when they left', async () => {
    const visits = readGroundTruth()[clip].present_s.filter(([, to]) => to < untilS)
    server = await startRtspServer({ clip: shared('clips', clip), user: 'viewer', password: 'p@ss/word' })
    stack = await createStack()
    await stack.startCollector()
    const agent = stack.startAgent([
      {
        id: 'door',
        source: { url: server.url, username: 'viewer', password: 'p@ss/word' },
        rules: [{ name: 'room', type: 'zone', classes: ['Human'], points: wholePicture }],
      },
    ])
    const camera = async () => (await stack?.agents())?.[0]?.cameras[0]
    await waitFor('the camera is live', async () => (await camera())?.status === 'live', { whileRuns: agent })
    const clipStartedAt = (await camera())?.since ?? 0

    // The clip starts anew when the agent connects again: the server goes, and with it the camera.
    await sleep(clipStartedAt + untilS * 1_000 - Date.now())
    await server.stop()
    await waitFor('the camera is down', async () => (await camera())?.status === 'down', { whileRuns: agent })
    await waitFor('everything is delivered', async () => (await stack?.agents())?.[0]?.outboxDepth === 0)

    const found = (await stack.events('&type=zone.entered&class=Human'))
      .toReversed()
      .map(({ startAt, endAt }) => [(startAt - clipStartedAt) / 1000, ((endAt ?? 0) - clipStartedAt) / 1000])
    console.log('visits', JSON.stringify(found))
    expect(found).toHaveLength(visits.length)
    for (const [index, [from, to]] of visits.entries()) {
      expect(Math.abs((found[index]?.[0] ?? 0) - from)).toBeLessThanOrEqual(toleranceS)
      expect(Math.abs((found[index]?.[1] ?? 0) - to)).toBeLessThanOrEqual(toleranceS)
    }
    expect(agent.output()).not.toMatch(/p@ss|p%40ss/)
  })
})
