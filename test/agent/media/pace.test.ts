import { expect, it } from 'vitest'
import { createPace } from '../../../agent/media/pace.ts'

it('asks to wait as long as the bytes take at the rate', () => {
  const pace = createPace(1_000)
  expect(pace.spend(500, 0)).toBe(500)
  expect(pace.spend(100, 500)).toBe(100)
})

it('adds up what is sent without waiting', () => {
  const pace = createPace(1_000)
  pace.spend(500, 0)
  expect(pace.spend(500, 100)).toBe(900)
})

it('does not save up time that was not used', () => {
  const pace = createPace(1_000)
  pace.spend(500, 0)
  expect(pace.spend(500, 60_000)).toBe(500)
})
