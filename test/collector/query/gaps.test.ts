import { describe, expect, it } from 'vitest'
import { type BootRange, countOf, gapsOf, type Loss } from '../../../collector/query/gaps.ts'

const range = (boot: number, from: number, to: number): BootRange => ({ boot, from, to })
const lost = (boot: number, from: number, to: number, cause = 'disk'): BootRange & Loss => ({ boot, cause, from, to })

describe('the gaps of an agent', () => {
  it.each<[string, BootRange[], (BootRange & Loss)[], { boot: number; seq: number } | undefined, object]>([
    ['are none of what is whole', [range(1, 1, 9)], [], undefined, { missing: [], declared: [] }],
    ['lie between what came', [range(1, 1, 3), range(1, 6, 9)], [], undefined, { missing: [[4, 5]], declared: [] }],
    ['do not reach back before the first', [range(1, 50, 60)], [], undefined, { missing: [], declared: [] }],
    [
      'reach over starts of the agent',
      [range(1, 1, 3), range(2, 4, 5), range(3, 8, 9)],
      [],
      undefined,
      { missing: [[6, 7]], declared: [] },
    ],
    [
      'do not reach into the life of another disk',
      [range(100, 1, 50), range(900, 1, 4)],
      [],
      undefined,
      { missing: [], declared: [] },
    ],
    [
      'reach to what the agent says it has',
      [range(1, 1, 3)],
      [],
      { boot: 2, seq: 7 },
      { missing: [[4, 7]], declared: [] },
    ],
    ['do not believe a birth of earlier', [range(5, 1, 3)], [], { boot: 4, seq: 9 }, { missing: [], declared: [] }],
    [
      'that are declared are not missing',
      [range(1, 1, 3), range(1, 10, 12)],
      [lost(1, 5, 6)],
      undefined,
      {
        missing: [
          [4, 4],
          [7, 9],
        ],
        declared: [{ cause: 'disk', from: 5, to: 6 }],
      },
    ],
    [
      'that are declared and came after all are no gaps',
      [range(1, 1, 9)],
      [lost(1, 5, 6)],
      undefined,
      { missing: [], declared: [] },
    ],
    [
      'are declared once where declarations overlap',
      [range(1, 1, 3), range(2, 10, 12)],
      [lost(1, 4, 7), lost(2, 6, 9)],
      undefined,
      { missing: [], declared: [{ cause: 'disk', from: 4, to: 9 }] },
    ],
    [
      'of earlier boots are declared by a hole of unknown size, in this life of the outbox and in those before',
      [range(1, 1, 3), range(2, 6, 9), range(2, 12, 14), range(7, 1, 5), range(8, 9, 9), range(8, 12, 12)],
      [lost(7, 0, 0, 'damaged'), lost(8, 0, 0, 'damaged'), lost(2, 5, 5)],
      undefined,
      {
        missing: [[10, 11]],
        declared: [
          { cause: 'damaged', from: 4, to: 4 },
          { cause: 'disk', from: 5, to: 5 },
          { cause: 'damaged', from: 10, to: 11 },
          { cause: 'damaged', from: 6, to: 8 },
        ],
      },
    ],
    [
      'are declared by each cause',
      [range(1, 1, 3), range(2, 10, 12)],
      [lost(2, 6, 9, 'damaged'), lost(1, 4, 7)],
      undefined,
      {
        missing: [],
        declared: [
          { cause: 'disk', from: 4, to: 7 },
          { cause: 'damaged', from: 8, to: 9 },
        ],
      },
    ],
  ])('%s', (_, settled, declared, announced, gaps) => {
    expect(gapsOf(settled, declared, announced)).toEqual(gaps)
  })

  it('are counted by message', () => {
    expect(
      countOf([
        [4, 4],
        [7, 9],
      ]),
    ).toBe(4)
  })
})
