import { describe, expect, it } from 'vitest'
import { addVote, alike, type ClassVote, decideClass, type ObjectClass } from '../../../agent/track/class-vote.ts'

const car: ObjectClass = { label: 'car', class: 'Vehicle', vehicleType: 'Car' }
const truck: ObjectClass = { label: 'truck', class: 'Vehicle', vehicleType: 'Truck' }
const motorcycle: ObjectClass = { label: 'motorcycle', class: 'Vehicle', vehicleType: 'Motorcycle' }
const bicycle: ObjectClass = { label: 'bicycle', class: 'Bicycle' }
const person: ObjectClass = { label: 'person', class: 'Human' }

describe('the class of a track', () => {
  it.each<[string, [ObjectClass, number][], ObjectClass]>([
    ['the only one seen', [[car, 0.3]], car],
    [
      'the one with the most score, not the last',
      [
        [car, 0.8],
        [car, 0.7],
        [truck, 0.9],
      ],
      car,
    ],
    [
      'another once that has more',
      [
        [truck, 0.5],
        [car, 0.3],
        [car, 0.4],
      ],
      car,
    ],
    [
      'the first seen in a draw',
      [
        [truck, 0.5],
        [car, 0.5],
      ],
      truck,
    ],
    [
      'the class that has most together',
      [
        [bicycle, 0.6],
        [car, 0.35],
        [truck, 0.4],
      ],
      truck,
    ],
    [
      'without a vehicle type when the winner has none',
      [
        [motorcycle, 0.4],
        [bicycle, 0.9],
      ],
      bicycle,
    ],
  ])('is %s', (_, seen, expected) => {
    const vote = seen.reduce<ClassVote>(
      (sum, [kind, score]) => addVote(sum, { ...kind, score, box: [0, 0, 1, 1] }),
      new Map(),
    )
    expect(decideClass(vote)).toEqual(expected)
  })

  it.each<[ObjectClass, ObjectClass, boolean]>([
    [car, truck, true],
    [bicycle, motorcycle, true],
    [bicycle, car, false],
    [person, car, false],
    [person, bicycle, false],
    [person, person, true],
  ])('may be confused: %o and %o: %s', (a, b, expected) => {
    expect(alike(a, b)).toBe(expected)
    expect(alike(b, a)).toBe(expected)
  })
})
