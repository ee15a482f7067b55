import type { Track } from '../../agent/track/scene.ts'
import type { ObjectClass } from '../street/figure.ts'

/** What detectors are asked to tell apart. */
export const groups = ['Human', 'TwoWheeler', 'Vehicle'] as const
export type Group = (typeof groups)[number]

/** What a detector says; `Unsure` when it only knows that something is there. */
export const guesses = [...groups, 'Unsure'] as const
export type Guess = (typeof guesses)[number]

const twoWheelers = new Set(['Motorcycle', 'Bicycle', 'TwoWheeler'])

export function guessOf({ class: name, vehicleType }: Pick<Track, 'class' | 'vehicleType'>): Guess {
  if (name === 'Human') return 'Human'
  if (name === 'Bicycle') return 'TwoWheeler'
  if (name !== 'Vehicle') return 'Unsure'
  return vehicleType !== undefined && twoWheelers.has(vehicleType) ? 'TwoWheeler' : 'Vehicle'
}

/** Nothing for what is no object of its own: a bag, and a rider, who belongs to the machine. */
const groupsOfTruth: Readonly<Record<ObjectClass, Group | undefined>> = {
  pedestrian: 'Human',
  rider: undefined,
  bicycle: 'TwoWheeler',
  motorcycle: 'TwoWheeler',
  car: 'Vehicle',
  bus: 'Vehicle',
  truck: 'Vehicle',
  bag: undefined,
}

export function groupOfTruth(name: ObjectClass): Group | undefined {
  return groupsOfTruth[name]
}
