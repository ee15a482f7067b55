import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../../collector/store/database.ts'
import { createSettledRows } from '../../../collector/store/settled.ts'
import { toRanges } from '../../../wire/ack.ts'
import { shuffled, temporaryFolder } from '../running.ts'

function openSettled() {
  const db = openDatabase(join(temporaryFolder(), 'collector.db'))
  const rows = createSettledRows(db)
  const ranges = (boot = 1) =>
    db.prepare('SELECT from_seq, to_seq FROM settled WHERE boot = ? ORDER BY from_seq').raw().all(boot)
  const add = (...seqs: number[]) => {
    const { fresh, filled } = rows.add(1, 1, seqs)
    return { fresh: [...fresh], filled }
  }
  return { rows, ranges, add }
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

describe('what is settled', () => {
  it('is one range while it comes in order', () => {
    const { ranges, add } = openSettled()
    expect(add(1, 2)).toEqual({ fresh: [1, 2], filled: 0 })
    expect(add(3)).toEqual({ fresh: [3], filled: 0 })
    expect(ranges()).toEqual([[1, 3]])
  })

  it.each([
    ['between two ranges', [4], [[1, 7]], [4], 1],
    [
      'in two places',
      [4, 9],
      [
        [1, 7],
        [9, 9],
      ],
      [4, 9],
      1,
    ],
    ['over what is there', [2, 3, 4, 5, 6], [[1, 7]], [4], 1],
    [
      'within what is there',
      [2],
      [
        [1, 3],
        [5, 7],
      ],
      [],
      0,
    ],
    [
      'after all of it',
      [9],
      [
        [1, 3],
        [5, 7],
        [9, 9],
      ],
      [9],
      0,
    ],
  ])('takes a run %s', (_, seqs, after, fresh, filled) => {
    const { ranges, add } = openSettled()
    add(1, 2, 3, 5, 6, 7)
    expect(add(...seqs)).toEqual({ fresh, filled })
    expect(ranges()).toEqual(after)
  })

  it.each([1, 2, 3, 4, 5])('is right in any order and any batches (%i)', (seed) => {
    const { ranges, add } = openSettled()
    const arrivals = shuffled(
      [...upTo(300), ...upTo(300)].filter((seq) => seq % 50 !== 0),
      seed,
    )
    const fresh: number[] = []
    for (let from = 0, size = 1; from < arrivals.length; from += size, size = (size * 7) % 11) {
      fresh.push(...add(...arrivals.slice(from, from + size)).fresh)
    }
    expect([...fresh].sort((a, b) => a - b)).toEqual(upTo(300).filter((seq) => seq % 50 !== 0))
    expect(ranges()).toEqual(toRanges(arrivals))
  })

  it('is apart for every boot and agent', () => {
    const { rows, ranges } = openSettled()
    rows.add(1, 1, [1])
    expect([...rows.add(1, 2, [1]).fresh, ...rows.add(2, 1, [1]).fresh]).toEqual([1, 1])
    expect(ranges(2)).toEqual([[1, 1]])
  })
})
