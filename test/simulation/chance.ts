import { seededRandom } from '../agent/track/random.ts'

/** Every decision of a schedule comes from here, so that its seed says it all. */
export type Chance = {
  readonly random: () => number
  /** True with this probability. */
  of(probability: number): boolean
  upTo(most: number): number
  oneOf<T>(items: readonly [T, ...T[]]): T
}

export function createChance(seed: number): Chance {
  const random = seededRandom(seed)
  const upTo = (most: number) => Math.floor(random() * (most + 1))
  return {
    random,
    upTo,
    of: (probability) => random() < probability,
    oneOf: (items) => items[upTo(items.length - 1)] as (typeof items)[number],
  }
}
