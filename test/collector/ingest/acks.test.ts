import { describe, expect, it } from 'vitest'
import { acksOf } from '../../../collector/ingest/acks.ts'

const settled = (agent: string, boot: number, seqs: number[]) =>
  seqs.map((seq) => ({ site: 'site-1', agent, boot, seq }))

describe('acknowledgements of a batch', () => {
  it('are one per agent and boot, with ranges', () => {
    const acks = acksOf([...settled('a', 1, [3, 1, 2, 7, 2]), ...settled('b', 1, [1]), ...settled('a', 2, [8])])
    expect(acks).toEqual([
      {
        identity: { site: 'site-1', agent: 'a' },
        ack: {
          v: 1,
          boot: 1,
          ranges: [
            [1, 3],
            [7, 7],
          ],
        },
      },
      { identity: { site: 'site-1', agent: 'b' }, ack: { v: 1, boot: 1, ranges: [[1, 1]] } },
      { identity: { site: 'site-1', agent: 'a' }, ack: { v: 1, boot: 2, ranges: [[8, 8]] } },
    ])
  })

  it('are several when the ranges do not fit into one', () => {
    const odd = Array.from({ length: 600 }, (_, index) => 2 * index + 1)
    const acks = acksOf(settled('a', 1, odd))
    expect(acks.map(({ ack }) => ack.ranges.length)).toEqual([512, 88])
    expect(acks[1]?.ack.ranges.at(-1)).toEqual([1_199, 1_199])
  })
})
