import { describe, expect, it } from 'vitest'
import { createRule, type RuleOptions } from '../../../agent/rules/create-rule.ts'
import type { Finding } from '../../../agent/rules/finding.ts'
import { frameMs, roadQuad, streetScenes, truth } from './street-tracks.ts'

const scenes = streetScenes()
const vehicles = { classes: ['Vehicle', 'Bicycle'], minScore: 0 }
const whole = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const

function found(options: RuleOptions): Finding[] {
  const rule = createRule(options)
  return scenes.flatMap((scene) => rule.evaluate(scene))
}

function actor(story: string, name: string) {
  const object = truth.objects.find((one) => one.story === story && one.class === name)
  if (object === undefined) throw new Error(`the street has no ${name} in ${story}`)
  return object
}

/** ± one frame. */
function expectAt({ at }: Finding, seconds: number): void {
  expect(Math.abs(at - seconds * 1000)).toBeLessThanOrEqual(frameMs + 1e-6)
}

describe('rules that measure, on the drawn street', () => {
  it('measure every vehicle within a tenth, and within the uncertainty that they state', () => {
    const [left, right, far, near] = [-3, 5.5, -3.8, 3.8]
    const points = roadQuad([left, right], [far, near])
    const metres = { along: right - left, across: near - far }
    const measured = found({ ...vehicles, type: 'speed', name: 'road', points, metres })
    const steady = measured.filter(({ track }) => truth.objects.find(({ id }) => id === track?.id)?.story === 'traffic')
    expect(steady.length).toBeGreaterThanOrEqual(25)
    const misses = steady.map(({ track, speed }) => {
      const kmh = (truth.objects.find(({ id }) => id === track?.id)?.meanSpeed ?? 0) * 3.6
      const miss = Math.abs((speed?.kmh ?? 0) - kmh)
      expect(miss / kmh).toBeLessThanOrEqual(0.1)
      return { miss, errorKmh: speed?.errorKmh ?? 0 }
    })
    const held = misses.filter(({ miss, errorKmh }) => miss <= errorKmh)
    expect(held.length / misses.length).toBeGreaterThanOrEqual(0.95)
    const exceeded = found({ ...vehicles, type: 'speed', name: 'road', points, metres, limitKmh: 22 })
    expect(exceeded.map(({ type }) => type)).toContain('speed.exceeded')
    expect(exceeded).toHaveLength(
      measured.filter(({ speed }) => (speed?.kmh ?? 0) - (speed?.errorKmh ?? 0) > 22).length,
    )
  })

  it('find the one car on the wrong side', () => {
    const car = actor('wrongWay', 'car')
    const [farLeft, farRight, nearRight, nearLeft] = roadQuad([-4, 5], [0.3, 4.5])
    if (!farLeft || !farRight || !nearRight || !nearLeft) throw new Error('the lane has no corners')
    const points = [farLeft, farRight, [1, 1], [0.1, 1]] as const
    const [start, end, ...more] = found({
      ...{ ...vehicles, type: 'wrong-way', name: 'lane', points, allowed: [farLeft, farRight] },
      ...{ toleranceDegrees: 45, minSizes: 1, minMs: 600, inertiaMs: 800 },
    })
    expect(more).toEqual([])
    expect(start).toMatchObject({ phase: 'start', type: 'direction.wrong', track: { id: car.id } })
    expect(end).toMatchObject({ phase: 'end', key: start?.key })
    expect(start?.at).toBeGreaterThan(car.firstS * 1000)
    if (end) expect(end.at).toBeLessThanOrEqual(car.lastS * 1000 + frameMs)
  })

  it('find the one car that stops', () => {
    const stop = actor('parking', 'car').stops[0]
    if (stop === undefined) throw new Error('the car does not stop')
    const [start, end, ...more] = found({
      ...{ ...vehicles, type: 'stopped', name: 'kerb', points: whole, forMs: 5_000, gapMs: 5_000 },
    })
    expect(more).toEqual([])
    expect(start).toMatchObject({ phase: 'start', type: 'vehicle.stopped' })
    if (start) expectAt(start, stop.fromS + 5)
    expect(end).toMatchObject({ phase: 'end', reason: 'left' })
    // A drawn car turns 0.35 s before it moves: its box is still no more.
    if (end) expectAt(end, stop.toS - 0.35)
  })

  it('find the bag that is left, and that it is taken', () => {
    const bag = actor('bag', 'bag')
    const base = { classes: ['Bag'], minScore: 0, points: truth.zone.points, gapMs: 3_000 }
    const [start, end, ...more] = found({
      ...{ ...base, type: 'left-object', name: 'bag', forMs: 4_000, aloneMs: 1_000, nearHeights: 1, maxSize: 0.25 },
    })
    expect(more).toEqual([])
    expect(start).toMatchObject({ phase: 'start', type: 'object.left', track: { id: bag.id } })
    if (start) expectAt(start, bag.firstS + 4)
    expect(end).toMatchObject({ phase: 'end', reason: 'lost' })
    if (end) expectAt(end, bag.lastS)
    const [removed, ...others] = found({ ...base, type: 'removed-object', name: 'bag', presentMs: 8_000 })
    expect(others).toEqual([])
    expect(removed).toMatchObject({ phase: 'pulse', type: 'object.removed', track: { id: bag.id } })
    if (removed) expectAt(removed, bag.lastS)
  })
})
