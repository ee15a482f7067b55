/** Numbers of events as bits: a million of them take no more than as many bits as there are events. Pure. */
import { countBits } from './bits.ts'

export type NumberSet = {
  readonly size: number
  has(n: number): boolean
  /** How many lie from one up to another, both included; counted in steps of 32. */
  roughlyWithin(from: number, to: number): number
}

export function createNumberSet(parts: readonly Float64Array[]): NumberSet {
  let most = 0
  for (const numbers of parts) for (const n of numbers) most = Math.max(most, n)
  const words = new Uint32Array(Math.floor(most / 32) + 1)
  for (const numbers of parts) {
    for (const n of numbers) {
      const word = Math.floor(n / 32)
      words[word] = (words[word] as number) | (1 << (n % 32))
    }
  }
  return {
    size: countBits(words, 0, words.length),
    has: (n) => (((words[Math.floor(n / 32)] ?? 0) >>> (n % 32)) & 1) === 1,
    roughlyWithin: (from, to) => countBits(words, Math.floor(from / 32), Math.floor(to / 32) + 1),
  }
}
