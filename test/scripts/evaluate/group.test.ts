import { describe, expect, it } from 'vitest'
import { groupOfTruth, guessOf } from '../../../scripts/evaluate/group.ts'

describe('the group of a track', () => {
  it.each([
    [{ class: 'Human' }, 'Human'],
    [{ class: 'Bicycle' }, 'TwoWheeler'],
    [{ class: 'Vehicle', vehicleType: 'Motorcycle' }, 'TwoWheeler'],
    [{ class: 'Vehicle', vehicleType: 'TwoWheeler' }, 'TwoWheeler'],
    [{ class: 'Vehicle', vehicleType: 'Bus' }, 'Vehicle'],
    [{ class: 'Vehicle' }, 'Vehicle'],
    [{ class: 'Motion' }, 'Unsure'],
    [{ class: 'Bag' }, 'Unsure'],
  ])('of %o is %s', (track, guess) => {
    expect(guessOf(track)).toBe(guess)
  })
})

describe('the group of an object', () => {
  it('is none for bags and for riders, who belong to what they ride', () => {
    expect([groupOfTruth('bag'), groupOfTruth('rider')]).toEqual([undefined, undefined])
    expect([groupOfTruth('pedestrian'), groupOfTruth('bicycle'), groupOfTruth('truck')]).toEqual([
      'Human',
      'TwoWheeler',
      'Vehicle',
    ])
  })
})
