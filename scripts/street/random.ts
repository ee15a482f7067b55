/** Numbers that a seed decides: the same seed gives the same street, whatever else runs. */
export type Random = {
  /** 0 ≤ n < 1. */
  readonly next: () => number
  readonly between: (low: number, high: number) => number
  readonly pick: <T>(items: readonly [T, ...T[]]) => T
  readonly chance: (probability: number) => boolean
  /** Numbers of its own, so that one more of something changes nothing about the others. */
  fork(name: string): Random
}

/** Mulberry32 by Tommy Ettinger (public domain). */
export function createRandom(seed: number): Random {
  let state = seed | 0

  function next(): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
    chance: (probability) => next() < probability,
    fork: (name) => createRandom(hash(name, seed)),
  }
}

/** FNV-1a. */
function hash(text: string, seed: number): number {
  let value = 0x811c9dc5 ^ seed
  for (const char of text) value = Math.imul(value ^ char.charCodeAt(0), 0x01000193)
  return Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
}
