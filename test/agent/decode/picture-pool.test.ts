import { expect, it } from 'vitest'
import { createPicturePool } from '../../../agent/decode/picture-pool.ts'

it('gives bytes out again that were given back, and only those', () => {
  const pool = createPicturePool()
  const [first, second] = [pool.take(6), pool.take(6)]
  expect(first.buffer).toBeInstanceOf(SharedArrayBuffer)
  expect(first).not.toBe(second)
  pool.giveBack(first)
  expect(pool.take(6)).toBe(first)
  expect(pool.take(6)).not.toBe(first)
})

it('gives none of another size', () => {
  const pool = createPicturePool()
  pool.giveBack(pool.take(6))
  expect(pool.take(12)).toHaveLength(12)
})
