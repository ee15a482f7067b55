import { describe, expect, it } from 'vitest'
import { agentRecord, agentStatus, type Knowledge } from '../../../collector/query/agent-record.ts'
import type { Birth } from '../../../wire/birth.ts'
import type { Health } from '../../../wire/health.ts'
import { birth, health } from '../running.ts'

const judgement = { now: 200_000, startedAt: 100_000, silentAfterMs: 90_000 }
const heard = { stateReceivedAt: 150_000, birthReceivedAt: 150_000, healthReceivedAt: 150_000 }

describe('the status of an agent', () => {
  it.each([
    ['online', 'online', heard],
    ['draining', 'online', heard],
    ['offline', 'offline', heard],
    ['offline', 'offline', { ...heard, stateReceivedAt: 50_000 }],
    [undefined, 'unknown', heard],
    ['online', 'unknown', { ...heard, stateReceivedAt: 50_000 }],
    ['online', 'silent', { stateReceivedAt: 105_000, birthReceivedAt: 105_000, healthReceivedAt: 109_999 }],
    ['online', 'online', { stateReceivedAt: 105_000, birthReceivedAt: 105_000, healthReceivedAt: 110_000 }],
    ['online', 'online', { stateReceivedAt: 190_000, birthReceivedAt: undefined, healthReceivedAt: 20_000 }],
  ] as const)('that said %s is %s (%#)', (state, status, times) => {
    expect(agentStatus({ state, ...times }, judgement)).toBe(status)
  })
})

describe('the status of a camera', () => {
  const knowledge = (over: Partial<Knowledge> = {}): Knowledge => ({
    site: 'site-1',
    agent: 'agent-1',
    state: 'online',
    ...heard,
    lastSeenAt: 150_000,
    birth: birth() as Birth,
    health: health() as Health,
    ...over,
  })
  const camera = (over?: Partial<Knowledge>, at = judgement) => agentRecord(knowledge(over), at).cameras[0]

  it('is live with a fresh frame', () => {
    expect(camera()).toMatchObject({ status: 'live', name: 'Cổng chính', fpsGot: 4.9, inferenceMs: 21 })
  })

  it('is not live on the word of the agent alone', () => {
    expect(camera({ health: health(1, 60_000) as Health })).toMatchObject({
      status: 'down',
      reason: 'stale-frame',
      detail: expect.stringContaining('last frame was 60 s old') as string,
    })
  })

  it('is unknown when the agent is offline', () => {
    expect(camera({ state: 'offline' })).toMatchObject({ status: 'unknown' })
    expect(camera({ state: 'offline' })).not.toHaveProperty('fpsGot')
  })

  it('is silent when the agent is', () => {
    expect(camera({}, { ...judgement, now: 900_000 })).toMatchObject({ status: 'silent' })
  })

  it('is unknown until this boot has said how it is', () => {
    expect(camera({ health: undefined })).toMatchObject({ status: 'unknown' })
    expect(camera({ birth: birth(2) as Birth })).toMatchObject({ status: 'unknown' })
  })

  it('is told from health alone when no birth is known', () => {
    expect(camera({ birth: undefined })).toMatchObject({ camera: 'gate', status: 'live' })
  })
})

describe('what an agent says of itself', () => {
  const told = (outbox: object, over: Partial<Knowledge> = {}, alarms?: string[]) =>
    agentRecord(
      {
        site: 'site-1',
        agent: 'agent-1',
        state: 'online',
        ...heard,
        lastSeenAt: 150_000,
        birth: birth() as Birth,
        health: { ...health(), outbox: { depth: 2, mediaPending: 0, ...outbox }, alarms } as Health,
        ...over,
      },
      judgement,
    )

  it('is how long its messages wait, and why it cannot write them', () => {
    expect(told({ oldestAt: 5, failure: 'the disk is full' })).toMatchObject({
      outboxDepth: 2,
      outboxOldestAt: 5,
      outboxFailure: 'the disk is full',
    })
    expect(told({})).not.toHaveProperty('outboxFailure')
  })

  it('is what this boot says, and only that it has messages until it has said more', () => {
    const record = told({ failure: 'the disk is full' }, { birth: birth(2) as Birth })
    expect(record.outboxDepth).toBe(3)
    expect(record).not.toHaveProperty('outboxFailure')
  })

  it('is an alarm of either of two agents with one identity', () => {
    expect(told({}, { birth: birth(2) as Birth }, ['duplicate-identity']).alarms).toEqual(['duplicate-identity'])
    expect(told({}, {}, [])).not.toHaveProperty('alarms')
  })
})
