import { describe, expect, it } from 'vitest'
import type { Detection, LabelChance } from '../../../agent/detect/detection.ts'
import {
  addVote,
  alike,
  type ClassVote,
  decideClass,
  fadeVote,
  isSure,
  type ObjectClass,
  paceVote,
  unsure,
} from '../../../agent/track/class-vote.ts'
import { chancy } from './chances.ts'

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

describe('a vote of chances', () => {
  const vote = (...seen: Detection[]) => seen.reduce<ClassVote>((sum, one) => addVote(sum, one), new Map())
  const weights = (all: ClassVote) =>
    Object.fromEntries([...all].map(([label, { weight }]) => [label, Math.round(weight * 1e6) / 1e6]))

  it('counts each label as much as its chance, not as much as the score', () => {
    const all = vote(chancy({ human: 0.6, vehicle: 0.3 }), chancy({ human: 0.2, vehicle: 0.7 }))
    expect(weights(all)).toEqual({ human: 0.8, 'two-wheeler': 0, vehicle: 1 })
    expect(decideClass(all)).toEqual({ label: 'vehicle', class: 'Vehicle' })
  })

  it('keeps what each label stands for', () => {
    expect(decideClass(vote(chancy({ 'two-wheeler': 0.6, vehicle: 0.3 })))).toEqual({
      label: 'two-wheeler',
      class: 'Vehicle',
      vehicleType: 'TwoWheeler',
    })
  })

  it('goes together with detections that are of one label', () => {
    const certain: Detection = { label: 'vehicle', class: 'Vehicle', score: 0.5, box: [0, 0, 1, 1] }
    expect(weights(vote(chancy({ human: 0.6, vehicle: 0.3 }), certain))).toMatchObject({ human: 0.6, vehicle: 0.8 })
  })

  it.each<[string, [number, number] | undefined, number, number]>([
    ['all of both while nobody knows', undefined, 0.8, 0.4],
    ['a quarter of the fast for who stands', [0, 0], 0.8, 0.1],
    ['all of both for who goes at the pace of either', [0.09, 0], 0.8, 0.4],
    ['a quarter of the slow for who is faster across', [-0.11, 0], 0.2, 0.4],
    ['a quarter of the slow for who is faster down', [0, 0.22], 0.2, 0.4],
    ['a quarter of the slow for who is faster aslant', [0.08, 0.16], 0.2, 0.4],
  ])('counts labels whose objects are slow or fast as %s', (_, speed, human, vehicle) => {
    // As high as a twentieth of the picture's width, and as a tenth of its height.
    const seen = chancy({ human: 0.8, vehicle: 0.4 }, [0.3, 0.3, 0.1, 0.1])
    const paces: Record<string, Partial<LabelChance>> = { human: { fastest: 2 }, vehicle: { slowest: 0.5 } }
    const chances = (seen.chances ?? []).map((one) => ({ ...one, ...paces[one.label] }))
    const detection = { ...seen, chances, heightAcross: 0.05 }
    expect(weights(addVote(new Map(), detection, speed))).toMatchObject({ human, vehicle })
  })

  it('is counted anew when its speed becomes known', () => {
    const seen = chancy({ human: 0.8, vehicle: 0.4 }, [0.3, 0.3, 0.1, 0.1])
    const chances = (seen.chances ?? []).map((one) => ({ ...one, ...(one.label === 'human' && { fastest: 2 }) }))
    const before = vote(seen, seen)
    const paced = paceVote(before, { ...seen, chances }, [0, 0.3])
    expect(weights(paced)).toEqual({ human: 0.4, 'two-wheeler': 0, vehicle: 0.8 })
    expect(weights(before)).toMatchObject({ human: 1.6 })
  })

  it('counts half of what was seen two seconds ago, so that later looks win', () => {
    const before = vote(chancy({ 'two-wheeler': 0.8, vehicle: 0.2 }))
    expect(weights(fadeVote(before, 2_000))).toEqual({ human: 0, 'two-wheeler': 0.4, vehicle: 0.1 })
    expect(weights(fadeVote(fadeVote(before, 300), 1_700))).toEqual(weights(fadeVote(before, 2_000)))
    const later = chancy({ 'two-wheeler': 0.2, vehicle: 0.6 })
    expect(decideClass(addVote(before, later)).label).toBe('two-wheeler')
    expect(decideClass(addVote(fadeVote(before, 2_000), later)).label).toBe('vehicle')
    expect(weights(before)).toMatchObject({ 'two-wheeler': 0.8 })
  })

  it('leaves the vote before as it was', () => {
    const before = vote(chancy({ human: 0.6 }))
    addVote(before, chancy({ vehicle: 0.9 }))
    expect(weights(before)).toEqual({ human: 0.6, 'two-wheeler': 0, vehicle: 0 })
  })

  it.each<[string, Detection[], boolean]>([
    ['one clear look', [chancy({ human: 0.95 })], false],
    ['two clear looks', [chancy({ human: 0.95 }), chancy({ human: 0.9 })], true],
    ['two middling looks that leave nothing for another', [chancy({ human: 0.55 }), chancy({ human: 0.6 })], true],
    ['two that do', [chancy({ human: 0.55, vehicle: 0.2 }), chancy({ human: 0.6, vehicle: 0.15 })], false],
    ['any number of torn looks', Array.from({ length: 50 }, () => chancy({ human: 0.5, vehicle: 0.45 })), false],
    [
      'two kinds of one class, neither of which is most of it',
      Array.from({ length: 9 }, () => chancy({ 'two-wheeler': 0.5, vehicle: 0.5 })),
      true,
    ],
    ['clear looks after a wrong one', [chancy({ vehicle: 0.9 }), chancy({ human: 0.9 }), chancy({ human: 0.9 })], true],
  ])('after %s is sure: %#', (_, seen, expected) => {
    expect(isSure(vote(...seen))).toBe(expected)
  })

  it('makes everything alike, since only the track decides', () => {
    expect(alike(car, chancy({ human: 0.9 }))).toBe(true)
    expect(alike(unsure, chancy({ human: 0.9 }))).toBe(true)
    expect(alike(unsure, car)).toBe(false)
  })
})
