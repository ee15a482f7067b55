/** Sets of positions within a segment, 0 to 65,535: as a bitmap in memory, as a bitmap or a list on disk. Pure. */

/** Events of one segment. */
export const segmentSize = 65_536
const words = segmentSize / 32
const bitmapBytes = segmentSize / 8

export type Bits = Uint32Array

export function emptyBits(): Bits {
  return new Uint32Array(words)
}

/** @param positions ascending. @returns whichever is shorter; a bitmap is known by its length */
export function encodePositions(positions: readonly number[]): Uint8Array {
  if (positions.length * 2 < bitmapBytes) return new Uint8Array(Uint16Array.from(positions).buffer)
  const bits = emptyBits()
  for (const position of positions) setBit(bits, position)
  return encodeBits(bits)
}

export function encodeBits(bits: Bits): Uint8Array {
  return new Uint8Array(bits.buffer, bits.byteOffset, bits.byteLength)
}

/** Adds what `encodePositions` wrote. */
export function addEncoded(bits: Bits, bytes: Uint8Array): void {
  if (bytes.byteLength === bitmapBytes) {
    const other = aligned(bytes, Uint32Array)
    for (let word = 0; word < words; word++) bits[word] = (bits[word] as number) | (other[word] as number)
    return
  }
  for (const position of aligned(bytes, Uint16Array)) setBit(bits, position)
}

type NumbersOf<T> = {
  new (buffer: ArrayBufferLike, offset: number, length: number): T
  readonly BYTES_PER_ELEMENT: number
}

/** Bytes as numbers; copied where they begin at an odd place. */
export function aligned<T>(bytes: Uint8Array, numbers: NumbersOf<T>): T {
  const { BYTES_PER_ELEMENT: size } = numbers
  const own = bytes.byteOffset % size === 0 ? bytes : bytes.slice()
  return new numbers(own.buffer, own.byteOffset, own.byteLength / size)
}

export function setBit(bits: Bits, position: number): void {
  bits[position >>> 5] = (bits[position >>> 5] as number) | (1 << (position & 31))
}

export function hasBit(bits: Bits, position: number): boolean {
  return (((bits[position >>> 5] as number) >>> (position & 31)) & 1) === 1
}

/** @returns whether anything is left */
export function intersect(bits: Bits, other: Bits): boolean {
  let left = 0
  for (let word = 0; word < words; word++) left |= bits[word] = (bits[word] as number) & (other[word] as number)
  return left !== 0
}

/** @returns whether anything is left */
export function subtract(bits: Bits, other: Bits): boolean {
  let left = 0
  for (let word = 0; word < words; word++) left |= bits[word] = (bits[word] as number) & ~(other[word] as number)
  return left !== 0
}

export function unite(bits: Bits, other: Bits): void {
  for (let word = 0; word < words; word++) bits[word] = (bits[word] as number) | (other[word] as number)
}

/** Adds the positions from `from` up to and without `to`. */
export function addRange(bits: Bits, from: number, to: number): void {
  for (let position = from; position < to; ) {
    if ((position & 31) === 0 && to - position >= 32) {
      bits[position >>> 5] = 0xffffffff
      position += 32
    } else setBit(bits, position++)
  }
}

/** The highest position below one; -1 when there is none. */
export function highestBelow(bits: Bits, below: number): number {
  let word = below >>> 5
  let value = below >= segmentSize ? 0 : (bits[word] as number) & ((1 << (below & 31)) - 1)
  while (value === 0 && word > 0) value = bits[--word] as number
  return value === 0 ? -1 : word * 32 + 31 - Math.clz32(value)
}

/** How many lie from `from` up to and without `to`. */
export function countBetween(bits: Bits, from: number, to: number): number {
  if (from >= to) return 0
  const [first, last] = [from >>> 5, (to - 1) >>> 5]
  const head = 0xffffffff << (from & 31)
  const tail = 0xffffffff >>> (31 - ((to - 1) & 31))
  if (first === last) return onesIn((bits[first] as number) & head & tail)
  let count = onesIn((bits[first] as number) & head) + onesIn((bits[last] as number) & tail)
  for (let word = first + 1; word < last; word++) count += onesIn(bits[word] as number)
  return count
}

/**
 * Keeps, of the positions from `first` on, those whose value lies within bounds, inclusive.
 * @param first a multiple of 32
 * @returns whether any is left
 */
export function keepWithin(bits: Bits, first: number, values: ArrayLike<number>, min: number, max: number): boolean {
  let left = 0
  for (let at = 0, word = first >>> 5; at < values.length; at += 32, word++) {
    const before = bits[word] as number
    if (before === 0) continue
    let kept = 0
    for (let bit = 0; bit < 32 && at + bit < values.length; bit++) {
      const value = values[at + bit] as number
      kept |= (value >= min && value <= max ? 1 : 0) << bit
    }
    left |= bits[word] = before & kept
  }
  return left !== 0
}

/** The same for those whose value is listed as 1, or, turned round, is not. */
export function keepListed(
  bits: Bits,
  first: number,
  values: ArrayLike<number>,
  listed: Uint8Array,
  isExcluded: boolean,
): boolean {
  let left = 0
  const wanted = isExcluded ? 0 : 1
  for (let at = 0, word = first >>> 5; at < values.length; at += 32, word++) {
    const before = bits[word] as number
    if (before === 0) continue
    let kept = 0
    for (let bit = 0; bit < 32 && at + bit < values.length; bit++) {
      kept |= ((listed[values[at + bit] as number] ?? 0) === wanted ? 1 : 0) << bit
    }
    left |= bits[word] = before & kept
  }
  return left !== 0
}

/** The same for those whose value is in a set, which is asked for none but those that are left. */
export function keepMembers(
  bits: Bits,
  first: number,
  values: ArrayLike<number>,
  members: { has(value: number): boolean },
): boolean {
  let left = 0
  for (let at = 0, word = first >>> 5; at < values.length; at += 32, word++) {
    let kept = 0
    for (let rest = bits[word] as number; rest !== 0; rest &= rest - 1) {
      const bit = 31 - Math.clz32(rest & -rest)
      if (members.has(values[at + bit] as number)) kept |= 1 << bit
    }
    left |= bits[word] = kept
  }
  return left !== 0
}

/** How many bits are set in the words from one up to and without another. */
export function countBits(bits: Uint32Array, from: number, to: number): number {
  let count = 0
  for (let word = from; word < to && word < bits.length; word++) count += onesIn(bits[word] as number)
  return count
}

/** Hacker's Delight, section 5-1. */
function onesIn(value: number): number {
  let ones = value - ((value >>> 1) & 0x55555555)
  ones = (ones & 0x33333333) + ((ones >>> 2) & 0x33333333)
  return Math.imul((ones + (ones >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
