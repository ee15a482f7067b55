import { describe, expect, it } from 'vitest'
import { createRule, type RuleOptions } from '../../../agent/rules/create-rule.ts'
import type { Finding } from '../../../agent/rules/finding.ts'
import type { Tally } from '../../../wire/event.ts'
import { everyClass, frameMs, kinds, startAt, streetScenes, truth } from './street-scenes.ts'

const scenes = streetScenes()
const base = { classes: everyClass, minScore: 0 }
const line = { ...base, ...truth.line, name: 'line' }
const zone = { ...base, ...truth.zone, name: 'zone', inertiaMs: 0 }

function found(options: RuleOptions): Finding[] {
  const rule = createRule(options)
  return [...scenes.flatMap((scene) => rule.evaluate(scene)), ...(rule.sourceLost?.() ?? [])]
}

/** Seconds from the beginning of the film, of an instant of a rule. */
const secondsOf = ({ at }: Finding): number => (at - startAt) / 1_000
const frameS = frameMs / 1_000 + 1e-6

/** Each expected moment beside the one that was found of the same object, or nothing. */
function expectMoments(found: readonly Moment[], expected: readonly Moment[]): void {
  const inOrder = (moments: readonly Moment[]) => moments.toSorted((a, b) => a.id - b.id || a.atS - b.atS)
  const [actual, wanted] = [inOrder(found), inOrder(expected)]
  expect(actual.map(({ id, what }) => `${id} ${what}`)).toEqual(wanted.map(({ id, what }) => `${id} ${what}`))
  const off = actual.filter(({ atS }, index) => Math.abs(atS - (wanted[index]?.atS ?? 0)) > frameS)
  expect(off).toEqual([])
}

type Moment = { readonly id: number; readonly atS: number; readonly what: string }

const momentsOf = (findings: readonly Finding[], what: (finding: Finding) => string): Moment[] =>
  findings.map((finding) => ({ id: finding.track?.id ?? 0, atS: secondsOf(finding), what: what(finding) }))

describe('the sample street, perfectly tracked', () => {
  const crossed = found({ ...line, type: 'line', direction: 'both' })

  it('has each crossing of the truth, in its direction, within a frame', () => {
    expectMoments(
      momentsOf(crossed, ({ direction = '' }) => direction),
      truth.crossings.map(({ id, atS, direction }) => ({ id, atS, what: direction })),
    )
  })

  it('has each visit of the truth, as long as it was', () => {
    const visits = found({ ...zone, type: 'zone', report: ['entered'], dwellMs: 0 })
    const starts = visits.filter(({ phase }) => phase === 'start')
    expectMoments(
      momentsOf(starts, () => 'entered'),
      truth.visits.map(({ id, enterS }) => ({ id, atS: enterS, what: 'entered' })),
    )
    const ends = visits.filter(({ phase }) => phase === 'end')
    expect(ends.length).toBe(starts.length)
    // The truth ends a visit with the first frame that shows it outside, a rule with the last that shows it inside.
    const lastSeen = new Map(truth.visits.map(({ id, leaveS }) => [id, lastSeenS(id, leaveS)]))
    expectMoments(
      momentsOf(ends, () => 'left'),
      truth.visits.map(({ id }) => ({ id, atS: lastSeen.get(id) ?? 0, what: 'left' })),
    )
    const begun = new Map(starts.map(({ track, at }) => [track?.id, at]))
    expect(ends.map(({ dwellMs }) => dwellMs)).toEqual(ends.map(({ track, at }) => at - (begun.get(track?.id) ?? 0)))
  })

  it('has who stays, from the moment the time is full', () => {
    const stays = found({ ...zone, type: 'zone', report: ['dwell'], dwellMs: 4_000 })
    const long = truth.visits.filter(({ dwellS }) => dwellS - frameMs / 1_000 >= 4)
    expect(long.length).toBeGreaterThan(3)
    expectMoments(
      momentsOf(
        stays.filter(({ phase }) => phase === 'start'),
        () => 'dwell',
      ),
      long.map(({ id, enterS }) => ({ id, atS: enterS + 4, what: 'dwell' })),
    )
  })

  it('counts what crosses, class by class, in any interval', () => {
    for (const intervalMs of [10_000, 17_000, 60_000]) {
      const intervals = found({ ...line, type: 'count', intervalMs, reportEmpty: true })
      expect(totals(intervals.flatMap(({ counts = [] }) => counts))).toEqual(expectedTotals())
      const lengths = intervals.reduce((sum, { intervalMs: length = 0 }) => sum + length, 0)
      expect(lengths).toBe((scenes.at(-1)?.at ?? 0) - startAt)
    }
  })

  it('has the crowd of the truth', () => {
    const crowds = found({ ...zone, type: 'occupancy', atLeast: 5, forMs: 0 })
    const expected = crowdsOf(5)
    expect(expected.length).toBeGreaterThan(0)
    const ofPhase = (wanted: Finding['phase']) => crowds.filter(({ phase }) => phase === wanted)
    const near = (findings: readonly Finding[], seconds: readonly number[]) => {
      expect(findings.map(({ at }) => at).length).toBe(seconds.length)
      findings.forEach((finding, index) => {
        expect(Math.abs(secondsOf(finding) - (seconds[index] ?? 0))).toBeLessThanOrEqual(frameS)
      })
    }
    near(
      ofPhase('start'),
      expected.map(({ fromS }) => fromS),
    )
    near(
      ofPhase('end'),
      expected.map(({ toS }) => toS),
    )
    expect(ofPhase('end').map(({ count }) => count)).toEqual(expected.map(({ peak }) => peak))
  })
})

/** Of the last frame before a moment that shows an object. */
function lastSeenS(id: number, beforeS: number): number {
  const before = scenes.filter(({ at }) => (at - startAt) / 1_000 < beforeS - 1e-6)
  const last = before.findLast(({ at, tracks }) => tracks.some((track) => track.id === id && track.seenAt === at))
  return ((last?.at ?? 0) - startAt) / 1_000
}

function totals(tallies: readonly Tally[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { class: name, vehicleType = '', in: inbound, out } of tallies) {
    for (const [direction, count] of Object.entries({ in: inbound, out })) {
      const key = `${name} ${vehicleType} ${direction}`
      if (count > 0) sums[key] = (sums[key] ?? 0) + count
    }
  }
  return sums
}

function expectedTotals(): Record<string, number> {
  const tallies = truth.crossings.map(({ class: name, direction }): Tally => {
    return { ...kinds[name], in: direction === 'in' ? 1 : 0, out: direction === 'out' ? 1 : 0 }
  })
  return totals(tallies)
}

/** When there are so many in the zone, from the visits of the truth, frame by frame. */
function crowdsOf(atLeast: number): { fromS: number; toS: number; peak: number }[] {
  const crowds: { fromS: number; toS: number; peak: number }[] = []
  for (let frame = 0; frame < scenes.length; frame++) {
    const atS = (frame * frameMs) / 1_000
    const count = truth.visits.filter(({ enterS, leaveS }) => enterS <= atS + 1e-6 && atS < leaveS - 1e-6).length
    const last = crowds.at(-1)
    if (count < atLeast) continue
    if (last !== undefined && atS - last.toS < frameS) {
      last.toS = atS
      last.peak = Math.max(last.peak, count)
    } else crowds.push({ fromS: atS, toS: atS, peak: count })
  }
  return crowds
}
