import { describe, expect, it } from 'vitest'
import { assign } from '../../../agent/track/assignment.ts'
import { seededRandom } from './random.ts'

describe('assign', () => {
  const no = Infinity
  it.each<[string, number[][], number, [number, number][]]>([
    ['nothing to nothing', [], 1, []],
    ['rows without columns', [[], []], 1, []],
    [
      'each row its own column',
      [
        [0, 0.5],
        [0.5, 0],
      ],
      1,
      [
        [0, 0],
        [1, 1],
      ],
    ],
    [
      'the cheaper total, not the cheapest pair first',
      [
        [0.1, 0.2],
        [0.2, 0.9],
      ],
      1,
      [
        [0, 1],
        [1, 0],
      ],
    ],
    ['more rows than columns', [[0.5], [0.1], [0.3]], 1, [[1, 0]]],
    ['more columns than rows', [[0.5, 0.1, 0.3]], 1, [[0, 1]]],
    ['no pair at the limit or beyond', [[1, 2]], 1, []],
    [
      'no impossible pair',
      [
        [no, no],
        [0.3, no],
      ],
      1,
      [[1, 0]],
    ],
    [
      'one good pair rather than two that are barely allowed',
      [
        [0.05, 0.95],
        [0.95, no],
      ],
      1,
      [[0, 0]],
    ],
  ])('gives %s', (_, costs, limit, pairs) => {
    expect(assign(costs, limit)).toEqual(pairs)
  })

  it('is never worse than the best of all assignments', () => {
    const random = seededRandom(7)
    for (let round = 0; round < 400; round++) {
      const rows = Math.floor(random() * 6)
      const columns = Math.floor(random() * 6)
      const costs = Array.from({ length: rows }, () =>
        Array.from({ length: columns }, () => (random() < 0.2 ? no : random() * 1.3)),
      )
      const pairs = assign(costs, 1)
      expect(new Set(pairs.map(([row]) => row)).size).toBe(pairs.length)
      expect(new Set(pairs.map(([, column]) => column)).size).toBe(pairs.length)
      const total = pairs.reduce((sum, [row, column]) => sum + (costs[row]?.[column] ?? no) - 1, 0)
      expect(total).toBeCloseTo(bestTotal(costs, 0, new Set()), 9)
    }
  })
})

/** Least sum of (cost - 1) over every way to pair, by trying them all. */
function bestTotal(costs: number[][], row: number, taken: Set<number>): number {
  const current = costs[row]
  if (current === undefined) return 0
  let best = bestTotal(costs, row + 1, taken)
  current.forEach((cost, column) => {
    if (cost >= 1 || taken.has(column)) return
    best = Math.min(best, cost - 1 + bestTotal(costs, row + 1, new Set(taken).add(column)))
  })
  return best
}
