import { describe, expect, it } from 'vitest'
import type { Guess } from '../../../scripts/evaluate/group.ts'
import { scoreAgainstTeacher, type TeacherBox } from '../../../scripts/evaluate/teacher-score.ts'
import { scoreTraffic } from '../../../scripts/evaluate/traffic-score.ts'
import { scoreVisits } from '../../../scripts/evaluate/visit-score.ts'
import { places, times, trackAt } from './boxes.ts'

const at = (atS: number, guess: Guess) => ({ atS, guess })

describe('events of people', () => {
  const score = (...events: readonly ReturnType<typeof at>[]) =>
    scoreVisits(
      [
        [10, 20],
        [30, 40],
      ],
      1,
      events,
      'Human',
    )

  it('find a visit once, and more of the same visit are fragments', () => {
    expect(score(at(9, 'Human'), at(15, 'Human'), at(21, 'Human'))).toEqual({
      ...{ visits: 2, found: 1, fragments: 2, wrong: 0, outside: 0, unsure: 0 },
    })
  })

  it('are false outside visits, and of another class', () => {
    expect(score(at(8.9, 'Human'), at(25, 'Vehicle'), at(35, 'Vehicle'))).toMatchObject({
      ...{ found: 0, wrong: 1, outside: 2 },
    })
  })

  it('that say nothing of the class are neither', () => {
    expect(score(at(15, 'Unsure'), at(25, 'Unsure'))).toMatchObject({ found: 0, wrong: 0, outside: 0, unsure: 2 })
  })
})

describe('crossings of a road', () => {
  const down = (atS: number, guess: Guess) => ({ atS, guess, direction: 'in' as const })

  it('are counted as vehicles, with two-wheelers, and whatever they are', () => {
    const crossings = [down(1, 'Vehicle'), down(2.4, 'TwoWheeler'), down(3, 'Unsure'), down(9, 'Vehicle')]
    expect(scoreTraffic([1, 2, 3], crossings, 0.5)).toMatchObject({
      true: 3,
      vehicles: { found: 2, matched: 1 },
      withTwoWheelers: { found: 3, matched: 2 },
      any: { found: 4, matched: 3 },
      byGuess: { Human: 0, TwoWheeler: 1, Vehicle: 2, Unsure: 1 },
    })
  })

  it('upwards are none of those that happened', () => {
    const crossings = [{ atS: 1, guess: 'Vehicle', direction: 'out' }] as const
    expect(scoreTraffic([1], crossings, 0.5)).toMatchObject({ any: { found: 0, matched: 0 }, upwards: 1 })
  })
})

describe('what a teacher says', () => {
  const { left, right } = places
  const person = { class: 'Human', box: left }
  const car = { class: 'Vehicle', box: left }

  /** @param seen by the teacher, frame by frame */
  const score = (guess: Guess, seen: readonly TeacherBox[]) =>
    scoreAgainstTeacher([trackAt(guess, times(seen.length, left))], (atMs) => [seen[atMs / 200] ?? person])

  it('is what it saw most often where the track is', () => {
    expect(score('Human', [person, person, car])).toEqual({ known: 1, sure: 1, right: 1 })
    expect(score('Human', [person, car, car])).toEqual({ known: 1, sure: 1, right: 0 })
  })

  it('does not tell two-wheelers from other vehicles', () => {
    expect(score('TwoWheeler', times(3, car))).toMatchObject({ right: 1 })
  })

  it('counts for tracks that are sure of their class', () => {
    expect(score('Unsure', times(3, car))).toEqual({ known: 1, sure: 0, right: 0 })
  })

  it('counts from three frames on, and only where the track is', () => {
    expect(score('Human', times(2, person))).toMatchObject({ known: 0 })
    expect(score('Human', times(3, { class: 'Human', box: right }))).toMatchObject({ known: 0 })
  })
})
