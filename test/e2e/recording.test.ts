import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventRecord } from '../../wire/rest.ts'
import { hasShared, shared } from '../shared.ts'
import { type GroundTruth, readGroundTruth } from './ground-truth.ts'
import { createStack, type Stack, waitFor } from './stack.ts'

const startAt = Date.UTC(2026, 0, 1)

describe.skipIf(!hasShared)('a recording of a street, played as fast as the detector goes', () => {
  let stack: Stack
  let crossings: EventRecord[]
  let truth: GroundTruth['degirum_Traffic.mp4']

  beforeAll(async () => {
    truth = readGroundTruth()['degirum_Traffic.mp4']
    stack = await createStack()
    await stack.startCollector()
    const [width, height] = truth.size
    const agent = stack.startAgent([
      {
        id: 'street',
        fps: 10,
        source: { url: shared('clips', 'degirum_Traffic.mp4'), realTime: false, startAt },
        rules: [
          {
            name: 'line',
            type: 'line',
            classes: ['Vehicle'],
            points: truth.line.map(([x, y]) => [x / width, y / height]),
          },
        ],
      },
    ])
    await waitFor(
      'the recording was played to its end and everything delivered',
      async () => {
        const [record] = await stack.agents()
        return record?.cameras[0]?.status === 'ended' && record.outboxDepth === 0
      },
      { timeoutMs: 120_000, whileRuns: agent },
    )
    crossings = await stack.events('&type=line.crossed')
  })

  afterAll(() => stack.close())

  it('counts the vehicles that cross the line, in the right direction', () => {
    const downwards = crossings.filter(({ direction }) => direction === 'in')
    expect(downwards.length).toBeGreaterThanOrEqual(truth.vehicles_crossing - 1)
    expect(downwards.length).toBeLessThanOrEqual(truth.vehicles_crossing + 1)
    expect(crossings.length - downwards.length).toBeLessThanOrEqual(1)
  })

  it('reports each crossing at the time it happened', () => {
    const seen = crossings.map(({ startAt: at }) => ((at - startAt) / 1000) * truth.fps)
    const near = truth.crossing_frames_bottom_edge.filter((frame) => seen.some((at) => Math.abs(at - frame) <= 12))
    expect(near.length).toBeGreaterThanOrEqual(truth.vehicles_crossing - 1)
  })

  it('has a picture of each, which shows the object in its box', async () => {
    await waitFor('every picture is uploaded', async () => {
      const answers = await Promise.all(
        crossings.map(({ snapshot }) => fetch(`${stack.httpUrl}/api/media/${snapshot}`)),
      )
      return answers.every(({ ok }) => ok)
    })
    for (const { snapshotBox } of crossings) expect(snapshotBox?.[2]).toBeGreaterThan(0.01)
  })
})
