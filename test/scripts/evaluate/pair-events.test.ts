import { expect, it } from 'vitest'
import type { Guess } from '../../../scripts/evaluate/group.ts'
import { type Moment, pairEvents } from '../../../scripts/evaluate/pair-events.ts'

const at = (atS: number, guess: Guess = 'Human', direction: 'in' | 'out' = 'in'): Moment => ({ atS, guess, direction })

/** Times of the pairs. */
function paired(truths: readonly Moment[], founds: readonly Moment[]) {
  return pairEvents(truths, founds, 1).map(({ truth, found }) => [truth.atS, found.atS])
}

it.each<[string, Moment[], Moment[], number[][]]>([
  ['pairs within the tolerance, not beyond it', [at(1), at(5)], [at(2), at(6.1)], [[1, 2]]],
  ['takes the nearest first', [at(1), at(1.75)], [at(1.5)], [[1.75, 1.5]]],
  ['pairs each event once', [at(1)], [at(1), at(1.1)], [[1, 1]]],
  ['never pairs opposite directions', [at(1, 'Human', 'in')], [at(1, 'Human', 'out')], []],
  ['pairs other groups when no event of the same is left', [at(1, 'Human')], [at(1, 'Unsure')], [[1, 1]]],
  [
    'prefers the same group to a nearer one of another',
    [at(1, 'Human'), at(1.5, 'Vehicle')],
    [at(1.1, 'Vehicle'), at(1.9, 'Human')],
    [
      [1.5, 1.1],
      [1, 1.9],
    ],
  ],
])('%s', (_, truths, founds, pairs) => {
  expect(paired(truths, founds)).toEqual(pairs)
})
