import { expect, it } from 'vitest'
import { countByGuess, sumOf, total } from '../../../scripts/evaluate/counts.ts'
import { paceOf } from '../../../scripts/evaluate/pace.ts'

it('counts are added up at any depth', () => {
  expect(sumOf({ a: 1, b: { c: 2 } }, { a: 10, b: { c: 20 } }, { a: 100, b: { c: 200 } })).toEqual({
    a: 111,
    b: { c: 222 },
  })
})

it('every guess has a count, also one that nobody made', () => {
  const counts = countByGuess(['Human', 'Unsure', 'Human'])
  expect(counts).toEqual({ Human: 2, TwoWheeler: 0, Vehicle: 0, Unsure: 1 })
  expect(total(counts)).toBe(3)
})

it('the pace is of all frames of all recordings', () => {
  const slow = { detectMs: [30, 10], cpuMs: 50 }
  const quick = { detectMs: [20], cpuMs: 10 }
  expect(paceOf([slow, quick])).toEqual({ frames: 3, detectP50Ms: 20, detectP95Ms: 30, cpuMs: 20 })
  expect(paceOf([])).toMatchObject({ frames: 0, cpuMs: 0 })
})
