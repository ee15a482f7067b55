import { describe, expect, it } from 'vitest'
import { type LeftObjectRuleOptions, leftObjectRule } from '../../../agent/rules/left-object-rule.ts'
import { removedObjectRule } from '../../../agent/rules/removed-object-rule.ts'
import { stoppedRule } from '../../../agent/rules/stopped-rule.ts'
import { type WrongWayRuleOptions, wrongWayRule } from '../../../agent/rules/wrong-way-rule.ts'
import { every, findings, type Step, tracked, type Walk } from './scenes.ts'

const points = [
  [0.1, 0.1],
  [0.9, 0.1],
  [0.9, 0.9],
  [0.1, 0.9],
] as const
const base = { name: 'kerb', minScore: 0, points }
const stopped = { ...base, type: 'stopped', classes: ['Vehicle'], forMs: 4_000, gapMs: 3_000 } as const
const here: Step = [0.5, 0.6]

/** The step so many times. */
function times(count: number, step: Step): Step[] {
  return Array.from({ length: count }, () => step)
}

function driving(count: number, x: number, by: number): Step[] {
  return Array.from({ length: count }, (_, index): Step => [x + by * index, 0.6])
}

function car(...steps: readonly Step[]): Walk {
  return { steps, class: 'Vehicle', label: 'car' }
}

/** Half a second from scene to scene. */
function seen(...walks: readonly Walk[]) {
  const longest = walks.map(({ steps }) => steps).toSorted((a, b) => b.length - a.length)[0] ?? []
  return tracked(every(500, longest), walks)
}

describe('stopped rule', () => {
  it.each<[string, Walk[], string[]]>([
    [
      'reports from the time it has stood until it last stood',
      [car(...times(12, here), ...driving(6, 0.55, 0.05))],
      ['5000 start vehicle.stopped 1 4000', '6500 end vehicle.stopped 1 left 5500'],
    ],
    ['is silent about a short stop', [car(...times(6, here), ...driving(6, 0.55, 0.05))], []],
    ['is silent about who drives slowly all the time', [car(...driving(20, 0.2, 0.03))], []],
    ['is silent outside its zone', [car(...times(20, [0.95, 0.6]))], []],
    [
      'forgives a box that jumps for a moment',
      [car(...times(6, here), [0.56, 0.6], ...times(6, here))],
      ['5000 start vehicle.stopped 1 4000'],
    ],
    [
      'goes on when it is found again under another id',
      [car(...times(10, here), 'end'), car(...times(13, undefined), ...times(4, here), ...driving(6, 0.55, 0.05))],
      ['5000 start vehicle.stopped 1 4000', '9000 end vehicle.stopped 2 left 8000'],
    ],
    [
      'ends when nothing is seen there for long',
      [car(...times(10, here), 'end'), car(...times(20, [0.2, 0.3]))],
      [
        '5000 start vehicle.stopped 1 4000',
        '5000 start vehicle.stopped 2 4000',
        '5500 end vehicle.stopped 1 lost 4500',
      ],
    ],
    [
      'goes on while something stands in front',
      [
        car(...times(10, here), 'end', ...times(9, undefined), undefined),
        { steps: [...times(10, undefined), ...times(10, [0.51, 0.62])], class: 'Human', label: 'person' },
      ],
      ['5000 start vehicle.stopped 1 4000'],
    ],
  ])('%s', (_, walks, expected) => {
    expect(findings(stoppedRule(stopped), seen(...walks))).toEqual(expected)
  })

  it('ends what is open when the source is lost, and knows nothing after it', () => {
    const rule = stoppedRule(stopped)
    findings(rule, seen(car(...times(12, here))))
    expect(rule.sourceLost?.()).toMatchObject([{ phase: 'end', type: 'vehicle.stopped', at: 6_500 }])
    expect(rule.sourceLost?.()).toEqual([])
  })
})

const bag = (...steps: readonly Step[]): Walk => ({ steps, class: 'Bag', label: 'suitcase' })
const later = times(14, undefined)

describe('left object rule', () => {
  const left: LeftObjectRuleOptions = {
    ...{ ...base, type: 'left-object', classes: ['Bag'], forMs: 3_000, aloneMs: 1_500 },
    ...{ nearHeights: 1, maxSize: 0.3, gapMs: 3_000 },
  }

  it.each<[string, Walk[], string[]]>([
    [
      'reports what appears, stays and is alone',
      [bag(...later, ...times(8, here))],
      ['11000 start object.left 1 3000'],
    ],
    ['is silent about what was there from the beginning', [bag(...times(30, here))], []],
    [
      'waits until its owner has gone',
      [bag(...later, ...times(14, here)), { steps: [...later, ...times(9, [0.55, 0.6]), ...times(5, [0.85, 0.6])] }],
      ['13500 start object.left 1 5500'],
    ],
    ['is silent while somebody is near', [bag(...later, ...times(14, here)), { steps: times(28, [0.55, 0.6]) }], []],
    ['is silent about what is carried', [bag(...later, ...driving(14, 0.2, 0.04))], []],
    [
      'ends when it is carried away',
      [bag(...later, ...times(8, here), ...driving(5, 0.57, 0.06))],
      ['11000 start object.left 1 3000', '11500 end object.left 1 left 3500'],
    ],
  ])('%s', (_, walks, expected) => {
    expect(findings(leftObjectRule(left), seen(...walks))).toEqual(expected)
  })

  it('is silent about what is too large to be put down', () => {
    const rule = leftObjectRule({ ...left, maxSize: 0.15 })
    expect(findings(rule, seen(bag(...later, ...times(8, here))))).toEqual([])
  })
})

describe('removed object rule', () => {
  const removed = { ...base, type: 'removed-object', classes: ['Bag'], presentMs: 4_000, gapMs: 2_000 } as const

  it.each<[string, Walk[], string[]]>([
    [
      'reports what is gone while its place is seen',
      [bag(...times(10, here), 'end', ...times(6, undefined)), { steps: times(17, [0.2, 0.4]) }],
      ['5500 pulse object.removed 1 4500'],
    ],
    [
      'reports what is carried away',
      [bag(...times(10, here), ...driving(5, 0.57, 0.06))],
      ['5500 pulse object.removed 1 4500'],
    ],
    ['is silent about what stood there for a short time', [bag(...times(6, here), 'end', ...times(8, undefined))], []],
    [
      'is silent while somebody stands in front',
      [
        bag(...times(10, here), 'end', ...times(9, undefined)),
        { steps: [...later.slice(4), ...times(10, [0.5, 0.62])] },
      ],
      [],
    ],
  ])('%s', (_, walks, expected) => {
    expect(findings(removedObjectRule(removed), seen(...walks))).toEqual(expected)
  })
})

describe('wrong way rule', () => {
  const wrongWay: WrongWayRuleOptions = {
    ...{ ...base, type: 'wrong-way', classes: ['Vehicle'], toleranceDegrees: 45, minSizes: 1, minMs: 1_000 },
    ...{
      allowed: [
        [0.2, 0.5],
        [0.8, 0.5],
      ],
      inertiaMs: 500,
    },
  }

  it.each<[string, Step[], string[]]>([
    [
      'reports who goes against it, until it was last inside',
      driving(20, 0.85, -0.05),
      ['2500 start direction.wrong 1', '8500 end direction.wrong 1 left'],
    ],
    ['is silent about who goes with it', driving(20, 0.05, 0.05), []],
    ['is silent about who crosses it', Array.from({ length: 15 }, (_, i): Step => [0.5, 0.2 + i * 0.04]), []],
    ['is silent about who backs up a little', [...driving(8, 0.2, 0.05), ...driving(3, 0.55, -0.03)], []],
    [
      'counts from where it turned',
      [...driving(8, 0.2, 0.05), ...driving(6, 0.5, -0.05), 'end'],
      ['6000 start direction.wrong 1', '7500 end direction.wrong 1 lost'],
    ],
  ])('%s', (_, steps, expected) => {
    expect(findings(wrongWayRule(wrongWay), seen(car(...steps)))).toEqual(expected)
  })

  it('refuses a way without a direction by name', () => {
    const options = { ...wrongWay, allowed: [points[0], points[0]] }
    expect(() => wrongWayRule(options)).toThrow('rules: "kerb": allowed has no direction')
  })
})
