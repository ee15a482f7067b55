import { describe, expect, it } from 'vitest'
import { defaults, keyOf, problemsOf } from '../../../scripts/street/options.ts'

describe('options of a street', () => {
  it('have the same key whatever order they are given in, and another for any other value', () => {
    const reversed = Object.fromEntries(Object.entries(defaults).reverse()) as typeof defaults
    expect(keyOf(reversed)).toBe(keyOf(defaults))
    expect(keyOf({ ...defaults, rain: true })).not.toBe(keyOf(defaults))
  })

  it('are all right as they are', () => {
    expect(problemsOf(defaults)).toEqual([])
  })

  it.each([
    [{ width: 961 }, '--width: must be even, got 961'],
    [{ seconds: 0 }, '--seconds: must be a number from 1 to 3600, got 0'],
    [{ seed: 1.5 }, '--seed: must be a whole number, got 1.5'],
  ])('%j are refused with a sentence', (wrong, sentence) => {
    expect(problemsOf({ ...defaults, ...wrong })).toEqual([sentence])
  })
})
