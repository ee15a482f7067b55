import { describe, expect, it } from 'vitest'
import { type CountRuleOptions, countRule } from '../../../agent/rules/count-rule.ts'
import { createRule } from '../../../agent/rules/create-rule.ts'
import type { Finding, Rule } from '../../../agent/rules/finding.ts'
import type { Scene } from '../../../agent/track/scene.ts'
import { seededRandom } from '../track/random.ts'
import { describeFinding, findings, type Step, scenes, tracked, type Walk } from './scenes.ts'

const count: CountRuleOptions = {
  ...{ type: 'count', name: 'traffic', classes: ['Human', 'Vehicle'], minScore: 0 },
  ...{ intervalMs: 10_000, reportEmpty: false },
  points: [
    [0, 0.5],
    [1, 0.5],
  ],
}
const up: Step = [0.3, 0.3]
const down: Step = [0.3, 0.7]

function all(rule: Rule, seen: readonly Scene[]): string[] {
  return [...findings(rule, seen), ...(rule.sourceLost?.() ?? []).map(describeFinding)]
}

describe('count rule', () => {
  it('tells an interval with the first frame after it; the first and the last say their true length', () => {
    const seen = scenes([4_000, 6_000, 9_000, 12_000, 15_000, 21_000, 24_000], [up, down, up, down, up, up, down])
    expect(all(countRule(count), seen)).toEqual([
      '10000 pulse count.interval 6000 ms Human 1/1',
      '20000 pulse count.interval 10000 ms Human 1/1',
      '24000 pulse count.interval 4000 ms Human 1/0',
    ])
  })

  it('counts what crosses with the first frame of an interval in that one', () => {
    expect(all(countRule(count), scenes([9_800, 10_000, 10_200], [up, down, down]))).toEqual([
      '10200 pulse count.interval 200 ms Human 1/0',
    ])
  })

  it('says nothing of an interval in which nobody crossed, unless it is asked to', () => {
    const seen = scenes([4_000, 12_000, 22_000, 24_000], [up, up, up, down])
    expect(all(countRule(count), seen)).toEqual(['24000 pulse count.interval 4000 ms Human 1/0'])
    expect(all(countRule({ ...count, reportEmpty: true }), seen)).toEqual([
      '10000 pulse count.interval 6000 ms',
      '20000 pulse count.interval 10000 ms',
      '24000 pulse count.interval 4000 ms Human 1/0',
    ])
  })

  it('says nothing of intervals without a frame: nobody looked', () => {
    const seen = scenes([4_000, 6_000, 57_000, 61_000], [up, down, up, up])
    expect(all(countRule({ ...count, reportEmpty: true }), seen)).toEqual([
      '10000 pulse count.interval 6000 ms Human 1/0',
      '60000 pulse count.interval 10000 ms Human 0/1',
      '61000 pulse count.interval 1000 ms',
    ])
  })

  it('keeps classes and vehicle types apart', () => {
    const walks: Walk[] = [
      { steps: [up, down] },
      { steps: [up, down], class: 'Vehicle', vehicleType: 'Car' },
      { steps: [down, up], class: 'Vehicle', vehicleType: 'Car' },
      { steps: [up, down], class: 'Vehicle' },
      { steps: [up, down], class: 'Animal' },
    ]
    expect(all(countRule(count), tracked([1_000, 2_000], walks))).toEqual([
      '2000 pulse count.interval 1000 ms Human 1/0 Car 1/1 Vehicle 1/0',
    ])
  })

  it('begins anew after the source was lost, also when the clock was set', () => {
    const rule = countRule(count)
    expect(all(rule, scenes([41_000, 42_000, 42_500], [up, down, 'end']))).toEqual([
      '42500 pulse count.interval 1500 ms Human 1/0',
    ])
    expect(rule.sourceLost?.()).toEqual([])
    expect(all(rule, scenes([7_000, 8_000, 12_000], [up, down, down]))).toEqual([
      '10000 pulse count.interval 3000 ms Human 1/0',
    ])
  })

  it('counts while its schedule is open, and an interval ends as it closes', () => {
    const isOpen = (at: number) => (at >= 3_000 && at < 7_000) || at >= 8_000
    const seen = scenes(
      [1_000, 2_000, 3_000, 4_000, 6_500, 7_200, 8_500, 9_500, 11_000],
      [...[up, down, up, down, up, down, down, up, up]],
    )
    expect(all(countRule({ ...count, isOpen }), seen)).toEqual([
      '7200 pulse count.interval 4200 ms Human 1/2',
      '10000 pulse count.interval 1500 ms Human 0/1',
    ])
  })

  it('never says an interval without length', () => {
    const walks = [{ steps: [undefined, [0.3, 0.7]] as const, firstBox: [0.25, 0.1, 0.1, 0.2] as const }]
    const rule = countRule({ ...count, isOpen: (at) => at >= 2_000 })
    expect(all(rule, tracked([1_000, 2_000], walks))).toEqual(['2000 pulse count.interval 1 ms Human 1/0'])
  })
})

describe('all intervals together', () => {
  it('are what a line on the same geometry reports, for any walks, intervals, schedules and losses', () => {
    const random = seededRandom(23)
    let crossed = 0
    for (let round = 0; round < 30; round++) {
      const drawn = {
        ...{ classes: ['Human', 'Car'], minScore: 0, minAngle: random() < 0.5 ? 0 : 40 * random() },
        points: [
          [random() * 0.4, 0.3 + random() * 0.4] as const,
          [0.6 + random() * 0.4, 0.3 + random() * 0.4] as const,
        ],
        isOpen: random() < 0.5 ? () => true : (at: number) => at % 30_000 < 20_000,
      }
      const intervalMs = 1_000 + Math.floor(random() * 20_000)
      const counts = createRule({ ...count, ...drawn, intervalMs, reportEmpty: random() < 0.5 })
      const line = createRule({ ...drawn, type: 'line', name: 'gate', direction: 'both' })
      const told: Finding[] = []
      const crossings: Finding[] = []
      for (let life = 0; life < 3; life++) {
        for (const scene of randomScenes(random)) {
          told.push(...counts.evaluate(scene))
          crossings.push(...line.evaluate(scene))
        }
        told.push(...(counts.sourceLost?.() ?? []))
      }
      expect(sums(told)).toEqual(sums(crossings))
      crossed += crossings.length
    }
    expect(crossed).toBeGreaterThan(1_000)
  })
})

/** Some who walk about, seen with gaps at uneven times; all have ended with the last scene. */
function randomScenes(random: () => number): Scene[] {
  const times = [Math.floor(random() * 90_000)]
  for (let step = 1; step < 40; step++) times.push((times.at(-1) ?? 0) + 100 + Math.floor(random() ** 4 * 15_000))
  const walks = Array.from({ length: 6 }, (_, index): Walk => {
    const kind = [{}, { class: 'Vehicle', vehicleType: 'Car' }, { class: 'Vehicle', vehicleType: 'Bus' }][index % 3]
    const born = Math.floor(random() * 10)
    const steps = times.map((_, step): Step => {
      if (step === times.length - 1) return 'end'
      if (step < born) return undefined
      return random() < 0.2 ? '~' : [random(), 0.2 + random() * 0.6]
    })
    return { steps, ...kind }
  })
  return tracked(times, walks)
}

/** How many of each class in each direction, of intervals or of crossings. */
function sums(findings: readonly Finding[]): Record<string, number> {
  const total: Record<string, number> = {}
  const add = (key: string, more: number): void => {
    if (more > 0) total[key] = (total[key] ?? 0) + more
  }
  for (const { counts, track, direction } of findings) {
    if (track !== undefined) add(`${track.class} ${track.vehicleType} ${direction}`, 1)
    for (const { class: name, vehicleType, in: inbound, out } of counts ?? []) {
      add(`${name} ${vehicleType} in`, inbound)
      add(`${name} ${vehicleType} out`, out)
    }
  }
  return total
}
