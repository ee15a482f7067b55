import { expect, it } from 'vitest'
import { scoreEvents } from '../../../scripts/evaluate/event-score.ts'
import type { Guess } from '../../../scripts/evaluate/group.ts'

const at = (atS: number, guess: Guess) => ({ atS, guess })

it('counts what happened and what was found by group, and how they pair', () => {
  const score = scoreEvents(
    [at(1, 'Human'), at(5, 'Vehicle'), at(9, 'TwoWheeler')],
    [at(1.2, 'Human'), at(5.1, 'Unsure'), at(20, 'Human')],
  )
  expect(score).toEqual({
    true: { Human: 1, TwoWheeler: 1, Vehicle: 1, Unsure: 0 },
    found: { Human: 2, TwoWheeler: 0, Vehicle: 0, Unsure: 1 },
    matched: 2,
    right: 1,
  })
})

it('what need not be found counts neither when it is found nor when it is not', () => {
  const score = scoreEvents([at(1, 'Human')], [at(1, 'Human'), at(10, 'Human')], [at(10, 'Human'), at(30, 'Human')])
  expect(score).toMatchObject({ true: { Human: 1 }, found: { Human: 1 }, matched: 1, right: 1 })
})
