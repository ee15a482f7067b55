import { describe, expect, it } from 'vitest'
import type { Box } from '../../../agent/detect/detection.ts'
import type { Report } from '../../../agent/events/event-log.ts'
import type { Finding } from '../../../agent/rules/finding.ts'
import { checkEvent, encode } from '../../../wire/codec.ts'
import { finding, frame, newLog, person, phases, scene, startedAt, steady, visit } from './scenes.ts'

/** As it goes over the network. */
function message({ draft }: Report, media = true) {
  const picture = media
    ? { media: { snapshot: 'a'.repeat(64), box: draft.object?.box as [number, number, number, number] } }
    : {}
  return checkEvent({ v: 1, agent: 'box-7', boot: 1_795_362_000, seq: 123_456, ...draft, ...picture })
}

describe('an event', () => {
  it('starts and ends under one id, with the facts of its rule and its object', () => {
    const [start, end] = visit(newLog(), 1_000, steady)
    expect(start?.draft).toEqual({
      id: start?.draft.id,
      camera: 'gate',
      type: 'zone.entered',
      phase: 'start',
      at: startedAt,
      clock: 'ntp',
      rule: 'visit',
      object: { track: 1, class: 'Human', label: 'person', score: 0.8, box: [0.4, 0.4, 0.1, 0.3] },
    })
    expect(end?.draft).toEqual({
      ...start?.draft,
      phase: 'end',
      at: startedAt + 1_000,
      dwellMs: 1_000,
      reason: 'left',
      path: [
        [0.45, 0.7],
        [0.45, 0.7],
      ],
    })
  })

  it('that is an instant is reported once and keeps nothing open', () => {
    const log = newLog()
    const crossed = finding('pulse', 0, person(0), { type: 'line.crossed', direction: 'in' })
    const [pulse, ...more] = log.report([crossed], scene(0, person(0)), frame(0))
    expect(pulse?.draft).toMatchObject({ phase: 'pulse', type: 'line.crossed', direction: 'in' })
    expect(pulse?.shot?.frame.at).toBe(startedAt)
    expect(more).toEqual([])
    expect(log.openIds()).toEqual([])
  })

  it('is open from its start to its end', () => {
    const log = newLog()
    const [start] = log.report([finding('start', 0, person(0))], scene(0, person(0)), frame(0))
    expect(log.openIds()).toEqual([start?.draft.id])
    log.report([finding('end', 200, person(200))], scene(200), frame(200))
    expect(log.openIds()).toEqual([])
  })

  it('that ends without having started is no event', () => {
    expect(newLog().report([finding('end', 0, person(0))], scene(0), frame(0))).toEqual([])
  })

  it('gets the same id from the same recording, and another one on another box or after a restart', () => {
    const idFrom = (origin: string) => visit(newLog(origin), 1_000, steady)[0]?.draft.id
    const [one, again, other] = [idFrom('a/b/1'), idFrom('a/b/1'), idFrom('a/b/2')]
    expect(one).toBe(again)
    expect(one).not.toBe(other)
    const bytes = () => visit(newLog(), 12_000, walking).map(({ draft }) => encode(draft).toString())
    expect(bytes()).toEqual(bytes())
  })

  it('carries the time of its frame in its id', () => {
    const [start] = visit(newLog(), 0, steady)
    const milliseconds = Number.parseInt((start?.draft.id ?? '').replaceAll('-', '').slice(0, 12), 16)
    expect(milliseconds).toBe(startedAt)
  })
})

describe('the picture of an event', () => {
  const better = (from: number) => (at: number) =>
    person(at, at >= from ? { score: 0.9, box: [0.3, 0.2, 0.2, 0.6] } : {})

  it('is the first one, and a better one at the end when there was one', () => {
    const reports = visit(newLog(), 2_000, better(600))
    expect(phases(reports)).toEqual(['start', 'end'])
    expect(reports[0]?.shot).toMatchObject({ frame: { at: startedAt }, box: [0.4, 0.4, 0.1, 0.3] })
    expect(reports[1]?.shot).toMatchObject({ frame: { at: startedAt + 600 }, box: [0.3, 0.2, 0.2, 0.6] })
  })

  it('is held from the better frame on until it is told of', () => {
    const log = newLog()
    const [plain, good] = [frame(0), frame(200)]
    const larger = person(200, { box: [0.3, 0.2, 0.2, 0.6] })
    log.report([finding('start', 0, person(0))], scene(0, person(0)), plain)
    log.report([], scene(200, larger), good)
    expect([log.holds(plain), log.holds(good), log.holds({ ...good })]).toEqual([false, true, true])
    log.report([finding('end', 400, larger)], scene(400), frame(400))
    expect(log.holds(good)).toBe(false)
  })

  it('is not replaced by one that is hardly better, or by one in which the object was not seen', () => {
    const hardly = (at: number) => person(at, { score: at > 0 ? 0.95 : 0.8 })
    expect(visit(newLog(), 2_000, hardly)[1]?.shot).toBeUndefined()
    const unseen = (at: number) =>
      person(at, at > 0 ? { score: 0.9, box: [0.1, 0.1, 0.8, 0.8], seenAt: startedAt } : {})
    expect(visit(newLog(), 2_000, unseen)[1]?.shot).toBeUndefined()
  })

  it('is not one that the edge cuts off, when there is a whole one', () => {
    const leaving = (at: number) => person(at, at > 0 ? { box: [0.8, 0.4, 0.2, 0.3] } : {})
    expect(visit(newLog(), 2_000, leaving)[1]?.shot).toBeUndefined()
  })

  it('is let go once it is reported', () => {
    const log = newLog()
    log.report([finding('start', 0, person(0))], scene(0, person(0)), frame(0))
    const large: Box = [0.1, 0.1, 0.8, 0.8]
    const first = [200, 10_000, 10_200, 20_400].flatMap((at) =>
      log.report([], scene(at, person(at, { box: large })), frame(at)),
    )
    expect(first.map(({ draft, shot }) => [draft.phase, shot?.frame.at])).toEqual([['update', startedAt + 200]])
    const [end] = log.report([finding('end', 20_600, person(20_600))], scene(20_600), frame(20_600))
    expect(end?.shot).toBeUndefined()
  })

  it('is held back for eight events at most', () => {
    const log = newLog()
    const crowd = (at: number, box: Box) => Array.from({ length: 12 }, (_, index) => person(at, { id: index + 1, box }))
    const small = crowd(0, [0.4, 0.4, 0.1, 0.1])
    log.report(
      small.map((track) => finding('start', 0, track)),
      scene(0, ...small),
      frame(0),
    )
    const large = crowd(200, [0.2, 0.2, 0.5, 0.5])
    log.report([], scene(200, ...large), frame(200))
    const ends = log.report(
      large.map((track) => finding('end', 400, track)),
      scene(400),
      frame(400),
    )
    expect(ends.length).toBe(12)
    expect(ends.filter(({ shot }) => shot !== undefined).length).toBe(8)
  })
})

describe('a lost source', () => {
  it('ends all that is open, at the time that the rules know', () => {
    const log = newLog()
    const other = person(0, { id: 2 })
    log.report([finding('start', 0, person(0)), finding('start', 0, other)], scene(0, person(0), other), frame(0))
    log.report([], scene(200, person(200)), frame(200))
    const reports = log.sourceLost([finding('end', 100, person(200), { dwellMs: 100, reason: 'lost' })])
    const facts = reports.map(({ draft }) => [draft.object?.track, draft.phase, draft.reason, draft.at - startedAt])
    expect(facts).toEqual([
      [1, 'end', 'source-lost', 100],
      [2, 'end', 'source-lost', 0],
    ])
    expect(log.openIds()).toEqual([])
  })

  it('tells what was counted until then', () => {
    const facts = {
      type: 'count.interval',
      rule: 'traffic',
      intervalMs: 4_000,
      counts: [{ class: 'Human', in: 2, out: 1 }],
    }
    const counted: Finding = { phase: 'pulse', key: 'traffic:count.interval', at: startedAt + 4_000, ...facts }
    const [pulse, ...more] = newLog().sourceLost([counted])
    expect(pulse?.draft).toMatchObject({ ...facts, phase: 'pulse', at: startedAt + 4_000 })
    expect(pulse?.draft.object).toBeUndefined()
    expect(more).toEqual([])
  })

  it('makes no instants: nobody saw the object leave', () => {
    const exited = finding('pulse', 0, person(0), { type: 'zone.exited' })
    expect(newLog().sourceLost([exited])).toEqual([])
  })
})

describe('the path of an event', () => {
  it('is where the object stood, in 16 points at most', () => {
    const end = visit(newLog(), 60_000, walking).at(-1)
    const path = end?.draft.path ?? []
    expect(path.length).toBeGreaterThan(8)
    expect(path.length).toBeLessThanOrEqual(16)
    expect(path[0]).toEqual([0.45, 0.7])
  })
})

describe('the size of a message', () => {
  const sizes = (reports: readonly Report[]) =>
    Object.fromEntries(reports.map((report) => [report.draft.phase, encode(message(report)).byteLength]))

  it('stays within what the contract promises', () => {
    const crossed = finding('pulse', 0, person(0), { type: 'line.crossed', direction: 'in' })
    const pulse = newLog().report([crossed], scene(0, person(0)), frame(0))
    const all = { ...sizes(visit(newLog(), 60_000, walking)), ...sizes(pulse) }
    expect(all.start).toBeLessThanOrEqual(520)
    expect(all.pulse).toBeLessThanOrEqual(520)
    expect(all.end).toBeLessThanOrEqual(900)
    const [start] = visit(newLog(), 0, steady)
    expect(encode(message(start as Report, false)).byteLength).toBeLessThanOrEqual(400)
    if (process.env.WATCHPOST_PRINT) console.log(all, encode(message(start as Report, false)).byteLength)
  })
})

/** In loops that no straight line follows. */
function walking(at: number) {
  const [dx, dy] = [Math.sin(at / 2_000), Math.sin(at / 3_100)]
  return person(at, { box: [0.4 + dx * 0.3, 0.4 + dy * 0.29, 0.1, 0.3] })
}
