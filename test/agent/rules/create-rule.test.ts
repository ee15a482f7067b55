import { describe, expect, it } from 'vitest'
import { createRule, type RuleOptions } from '../../../agent/rules/create-rule.ts'
import type { LineRuleOptions } from '../../../agent/rules/line-rule.ts'
import { RuleError } from '../../../agent/rules/rule-error.ts'
import type { ZoneRuleOptions } from '../../../agent/rules/zone-rule.ts'

const base = { name: 'door', classes: ['Human'], minScore: 0 }
const zone: ZoneRuleOptions = { ...base, type: 'zone', points: [], report: ['entered'], dwellMs: 0, inertiaMs: 0 }
const line: LineRuleOptions = { ...base, type: 'line', points: [], direction: 'both' }
const nobody = { at: 1, tracks: [], ended: [] }

describe('createRule', () => {
  it.each<[string, RuleOptions]>([
    [
      'closed by its first point',
      {
        ...zone,
        points: [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 0],
        ],
      },
    ],
    [
      'with a point drawn twice',
      {
        ...zone,
        points: [
          [0, 0],
          [1, 0],
          [1, 0],
          [1, 1],
        ],
      },
    ],
  ])('takes a zone %s', (_, options) => {
    expect(createRule(options).evaluate(nobody)).toEqual([])
  })

  it.each<[string, RuleOptions, string]>([
    [
      'a zone of two points',
      {
        ...zone,
        points: [
          [0, 0],
          [1, 0],
          [0, 0],
        ],
      },
      'needs 3 different points, this one has 2',
    ],
    ['a zone without points', zone, 'needs 3 different points, this one has 0'],
    [
      'a zone that crosses itself',
      {
        ...zone,
        points: [
          [0, 0],
          [1, 1],
          [1, 0],
          [0, 1],
        ],
      },
      'crosses or touches itself',
    ],
    [
      'a zone without area',
      {
        ...zone,
        points: [
          [0, 0],
          [0.5, 0.5],
          [1, 1],
        ],
      },
      'lie on one line',
    ],
    [
      'a line without length',
      {
        ...line,
        points: [
          [0.5, 0.5],
          [0.5, 0.5],
        ],
      },
      'has no length',
    ],
    [
      'a type nobody knows',
      { ...line, type: 'circle' } as unknown as RuleOptions,
      'no rule of type "circle"; use zone, intrusion, occupancy, line, count, speed, wrong-way, stopped, left-object or removed-object',
    ],
  ])('refuses %s by name', (_, options, problem) => {
    const create = () => createRule(options)
    expect(create).toThrow(RuleError)
    expect(create).toThrow(`rules: "door": `)
    expect(create).toThrow(problem)
  })
})
