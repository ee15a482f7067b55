import { describe, expect, it } from 'vitest'
import { defaults, problemsOf } from '../../../scripts/street/options.ts'
import { filmOf } from '../../../scripts/train/film.ts'

const numbers = Array.from({ length: 500 }, (_, number) => number)

describe('a film to learn from', () => {
  it('is the same for the same number', () => {
    for (const number of [0, 1, 77, 4_000]) expect(filmOf(number, 20)).toEqual(filmOf(number, 20))
  })

  it('is another for another number', () => {
    expect(new Set(numbers.map((number) => JSON.stringify(filmOf(number, 20).view))).size).toBe(numbers.length)
    expect(new Set(numbers.map((number) => filmOf(number, 20).options.seed)).size).toBe(numbers.length)
  })

  it('is never one of the streets that are tested on', () => {
    const seeds = numbers.map((number) => filmOf(number, 20).options.seed)
    expect(Math.min(...seeds)).toBeGreaterThanOrEqual(100_000)
    expect(defaults.seed).toBeLessThan(100_000)
  })

  it('can be drawn, and lasts as long as asked for', () => {
    for (const number of numbers) {
      const { options, view } = filmOf(number, 12)
      expect(problemsOf(options)).toEqual([])
      expect(options.seconds).toBe(12)
      const { eye, target, field } = view.pose
      expect([...eye, ...target, field, view.light.exposure, view.light.noise].every(Number.isFinite)).toBe(true)
      expect(eye[1]).toBeGreaterThan(target[1])
    }
  })

  it('is seen in every light, in rain and without, and mostly by day', () => {
    const films = numbers.map((number) => filmOf(number, 20).options)
    const share = (of: (film: (typeof films)[number]) => boolean) => films.filter(of).length / films.length
    expect(share(({ light }) => light === 'day')).toBeGreaterThan(0.5)
    for (const light of ['dusk', 'night']) expect(share((film) => film.light === light)).toBeGreaterThan(0.05)
    expect(share(({ rain }) => rain)).toBeGreaterThan(0.05)
    expect(share(({ rain }) => rain)).toBeLessThan(0.3)
  })
})
