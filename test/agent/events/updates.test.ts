import { describe, expect, it } from 'vitest'
import type { Box } from '../../../agent/detect/detection.ts'
import type { Report } from '../../../agent/events/event-log.ts'
import type { Finding } from '../../../agent/rules/finding.ts'
import { foldMessages } from '../../../collector/store/fold.ts'
import type { EventMessage } from '../../../wire/event.ts'
import { eventMessage } from '../../event-message.ts'
import { frame, newLog, person, phases, scene, startedAt, steady, visit } from './scenes.ts'

describe('an update', () => {
  it('is sent for another class, at most every ten seconds', () => {
    const unsure = (at: number) => person(at, at >= 1_000 ? { class: 'Animal', label: 'dog' } : {})
    const reports = visit(newLog(), 22_000, unsure)
    expect(phases(reports)).toEqual(['start', 'update', 'end'])
    expect(reports[1]?.draft).toMatchObject({ at: startedAt + 10_000, object: { class: 'Animal' } })
    expect(reports[1]?.draft.id).toBe(reports[0]?.draft.id)
  })

  it('is sent for another type of vehicle', () => {
    const van = (at: number) => person(at, { class: 'Vehicle', vehicleType: at >= 1_000 ? 'Truck' : 'Car' })
    expect(visit(newLog(), 12_000, van)[1]?.draft).toMatchObject({ phase: 'update', object: { vehicleType: 'Truck' } })
  })

  it('is not sent while there is nothing new', () => {
    expect(phases(visit(newLog(), 60_000, steady))).toEqual(['start', 'end'])
  })

  it('says what is new only: of a better picture nothing but the picture', () => {
    const large: Box = [0.1, 0.1, 0.8, 0.8]
    const [, update] = visit(newLog(), 12_000, (at) => person(at, at > 0 ? { box: large } : {}))
    expect(update?.draft).toEqual({ ...lasting(update), at: startedAt + 10_000 })
    expect(update?.shot).toMatchObject({ box: large })
  })

  it('says every five minutes that a long event lasts, and nothing else', () => {
    const reports = visit(newLog(), 700_000, steady)
    expect(phases(reports)).toEqual(['start', 'update', 'update', 'end'])
    for (const [index, minutes] of [5, 10].entries()) {
      const sign = reports[index + 1]
      expect(sign?.draft).toEqual({ ...lasting(sign), at: startedAt + minutes * 60_000 })
      expect(sign?.shot).toBeUndefined()
    }
  })

  it('gives a collector the event as it is, folded with its start and end', () => {
    const growing = (at: number) =>
      person(at, at >= 2_000 ? { class: 'Animal', label: 'dog', bestScore: 0.9, box: [0.1, 0.1, 0.8, 0.8] } : {})
    const messages = visit(newLog(), 12_000, growing).map(({ draft, shot }, index) =>
      eventMessage({ ...draft, seq: index + 1, ...(shot && { media: { snapshot: String(index).repeat(64) } }) }),
    )
    expect(messages.map(({ phase }) => phase)).toEqual(['start', 'update', 'end'])
    const [first, ...later] = messages
    const record = foldMessages('harbour', [first as EventMessage, ...later], startedAt)
    expect(record).toMatchObject({
      ...{
        rule: 'visit',
        class: 'Animal',
        label: 'dog',
        score: 0.9,
        snapshot: '1'.repeat(64),
      },
      ...{ startAt: startedAt, endAt: startedAt + 12_000, reason: 'left', dwellMs: 12_000 },
    })
  })
})

describe('an event about no single object', () => {
  const crowd = (phase: Finding['phase'], at: number, count: number): Finding => {
    const facts = { key: 'square:zone.crowded', type: 'zone.crowded', rule: 'square', count }
    return { phase, at: startedAt + at, ...facts, ...(phase === 'start' && { severity: 'medium', zone: 'yard' }) }
  }

  it('has the whole frame for its picture, when it begins and when it grows', () => {
    const log = newLog()
    const [start] = log.report([crowd('start', 0, 5)], scene(0), frame(0))
    expect(start?.draft).toMatchObject({ phase: 'start', count: 5, severity: 'medium', zone: 'yard' })
    expect(start?.draft.object).toBeUndefined()
    expect(start?.shot).toEqual({ frame: frame(0), quality: 0 })
    const [update] = log.report([crowd('update', 20_000, 9)], scene(20_000), frame(20_000))
    expect(update?.draft).toEqual({ ...lasting(update), at: startedAt + 20_000, count: 9 })
    expect(update?.shot?.frame.at).toBe(startedAt + 20_000)
    const [end] = log.report([{ ...crowd('end', 30_000, 11), reason: 'cleared' }], scene(30_000), frame(30_000))
    expect(end?.draft).toMatchObject({ phase: 'end', count: 11, reason: 'cleared', id: start?.draft.id })
    expect([end?.draft.path, end?.draft.severity, end?.shot]).toEqual([undefined, undefined, undefined])
    expect(log.openIds()).toEqual([])
  })

  it('gives signs of life, and ends with its source when it was last known', () => {
    const log = newLog()
    log.report([crowd('start', 0, 5)], scene(0), frame(0))
    const signs = [200_000, 400_000].flatMap((at) => log.report([], scene(at), frame(at)))
    expect(signs.map(({ draft }) => [draft.phase, draft.at - startedAt])).toEqual([['update', 400_000]])
    const [end] = log.sourceLost([])
    expect(end?.draft).toMatchObject({ phase: 'end', reason: 'source-lost', at: startedAt + 400_000 })
  })

  it('that is a mere count has no picture', () => {
    const counted: Finding = { ...crowd('pulse', 0, 0), type: 'count.interval', counts: [], intervalMs: 60_000 }
    const [pulse] = newLog().report([counted], scene(0), frame(0))
    expect(pulse?.draft).toMatchObject({ phase: 'pulse', counts: [], intervalMs: 60_000 })
    expect(pulse?.shot).toBeUndefined()
  })

  it('changes nothing that is not open', () => {
    expect(newLog().report([crowd('update', 0, 5)], scene(0), frame(0))).toEqual([])
  })
})

/** What every update says. */
function lasting(report: Report | undefined) {
  const { id, type } = report?.draft ?? {}
  return { id, camera: 'gate', type, phase: 'update', clock: 'ntp' }
}
