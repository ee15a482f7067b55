/** Messages that were valid, changed as accidents and attackers change them; the same for the same seed. */

export type Chance = {
  /** 0 to below `limit`. */
  below(limit: number): number
  pick<T>(items: readonly [T, ...T[]]): T
}

/** mulberry32. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
  return { below, pick: ([first, ...rest]) => [first, ...rest][below(rest.length + 1)] ?? first }
}

export type Sent = { readonly topic: string; readonly payload: Buffer }

export function mutated({ topic, payload }: Sent, chance: Chance): Sent {
  switch (chance.below(8)) {
    case 0:
      return { topic: mutatedTopic(topic, chance), payload }
    case 1:
      return { topic: mutatedTopic(topic, chance), payload: mutatedBytes(payload, chance) }
    case 2:
    case 3:
      return { topic, payload: mutatedBytes(payload, chance) }
    default:
      return { topic, payload: mutatedValue(payload, chance) }
  }
}

function mutatedTopic(topic: string, chance: Chance): string {
  const levels = topic.split('/')
  const at = chance.below(levels.length)
  const level = chance.pick([
    '',
    '+',
    '#',
    '..',
    'agent',
    'collector',
    'event',
    'ack',
    'đường',
    'x'.repeat(500),
    '\u0000',
    '__proto__',
  ])
  switch (chance.below(4)) {
    case 0:
      return levels.filter((_, index) => index !== at).join('/')
    case 1:
      return levels.toSpliced(at, 0, level).join('/')
    case 2:
      return levels.with(at, level).join('/')
    default:
      return topic.slice(0, chance.below(topic.length))
  }
}

/** What a bad disk, a cut line or a fuzzer makes of bytes. */
export function mutatedBytes(payload: Buffer, chance: Chance): Buffer {
  const at = chance.below(payload.length)
  switch (chance.below(5)) {
    case 0: {
      const copy = Buffer.from(payload)
      copy[at] = chance.below(256)
      return copy
    }
    case 1:
      return payload.subarray(0, at)
    case 2:
      return Buffer.concat([payload, payload.subarray(at)])
    case 3:
      return Buffer.concat([
        payload.subarray(0, at),
        Buffer.alloc(1 + chance.below(40_000), chance.below(256)),
        payload.subarray(at),
      ])
    default:
      return Buffer.from('['.repeat(1 + chance.below(60_000)))
  }
}

const oddValues: readonly [unknown, ...unknown[]] = [
  null,
  true,
  -1,
  0,
  0.5,
  1e308,
  2 ** 53,
  '',
  '\u0000',
  '\ud800',
  'x'.repeat(70_000),
  [],
  {},
  [[]],
  { toString: 1 },
  '__proto__',
  '1970-01-01',
]

/** Valid JSON of another shape: a field gone, of another type, twice, or one too many, at any depth. */
export function mutatedValue(payload: Buffer, chance: Chance): Buffer {
  const value = JSON.parse(payload.toString()) as unknown
  const parent = chance.pick([value, ...parentsIn(value)]) as Record<string, unknown>
  const keys = Object.keys(parent)
  const key = keys[chance.below(keys.length)] ?? 'v'
  const odd = chance.pick(oddValues)
  const place = chance.below(4)
  if (place === 0) delete parent[key]
  else parent[place === 1 ? chance.pick(['constructor', 'more', 'lost', 'replayed']) : key] = odd
  return Buffer.from(chance.below(20) === 0 ? JSON.stringify([value]) : JSON.stringify(value))
}

function parentsIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap((child: unknown) =>
    typeof child === 'object' && child !== null ? [child, ...parentsIn(child)] : [],
  )
}
