import { describe, expect, it } from 'vitest'
import { createFaultLog } from '../../../agent/events/fault-log.ts'
import { frame, startedAt } from './scenes.ts'

const options = {
  ...{ camera: 'gate', origin: 'site-1/box-7/1' },
  clock: () => 'ntp' as const,
  severity: () => 'high' as const,
}

describe('what is wrong with a camera', () => {
  it('is one event from its start, with a picture and its cause, to its end with a reason', () => {
    const log = createFaultLog(options)
    const shows = frame(0)
    const [start] = log.report([{ kind: 'detector', phase: 'start', at: startedAt, cause: 'detector-hung' }], shows)
    expect(start).toMatchObject({
      draft: { camera: 'gate', type: 'detector.failed', phase: 'start', at: startedAt, severity: 'high' },
      shot: { frame: shows },
    })
    expect(start?.draft).toMatchObject({ cause: 'detector-hung', clock: 'ntp' })
    expect(log.openIds()).toEqual([start?.draft.id])
    const end = log.report([{ kind: 'detector', phase: 'end', at: startedAt + 9_000, reason: 'recovered' }])
    expect(end).toEqual([
      {
        draft: {
          ...{ id: start?.draft.id, camera: 'gate', type: 'detector.failed', phase: 'end', at: startedAt + 9_000 },
          ...{ clock: 'ntp', severity: 'high', reason: 'recovered' },
        },
      },
    ])
    expect(log.openIds()).toEqual([])
  })

  it('has no picture where there is none, and begins and ends once', () => {
    const log = createFaultLog(options)
    const fault = { kind: 'offline', phase: 'start', at: startedAt, cause: 'refused' } as const
    expect(log.report([fault])).toEqual([{ draft: expect.objectContaining({ type: 'camera.offline' }) as object }])
    expect(log.report([fault])).toEqual([])
    const end = { kind: 'offline', phase: 'end', at: startedAt + 1 } as const
    expect(log.report([end, end])).toHaveLength(1)
  })
})
