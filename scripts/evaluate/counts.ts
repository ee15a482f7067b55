import { type Guess, guesses } from './group.ts'

/** Numbers by name, at any depth. */
export type Counts = { readonly [name: string]: number | Counts }

/** Counts of the same shape, each number added up. */
export function sumOf<T extends Counts>(first: T, ...others: readonly T[]): T {
  return others.reduce(add, first)
}

function add<T extends Counts>(a: T, b: T): T {
  const sums = Object.entries(a).map(([name, value]) => {
    const other = b[name]
    const sum = typeof value === 'number' ? value + (other as number) : add(value, other as Counts)
    return [name, sum]
  })
  return Object.fromEntries(sums) as T
}

export type ByGuess = Readonly<Record<Guess, number>>

/** How many there are of each. */
export function countByGuess(items: readonly Guess[]): ByGuess {
  const count = (guess: Guess) => items.filter((item) => item === guess).length
  return Object.fromEntries(guesses.map((guess) => [guess, count(guess)])) as ByGuess
}

export function total(counts: ByGuess): number {
  return guesses.reduce((sum, guess) => sum + counts[guess], 0)
}
