import Type, { type Static } from 'typebox'

const Seq = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })

/** Collector → agent, after the commit: which messages are stored. Ranges, since several collectors may share the work. */
export const Ack = Type.Object(
  {
    v: Type.Literal(1, { description: 'Major version of the contract' }),
    boot: Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'The boot whose messages these are',
    }),
    ranges: Type.Array(Type.Tuple([Seq, Seq]), {
      maxItems: 512,
      description: 'Sequence numbers that are stored, each [from, to] inclusive',
    }),
  },
  { $id: 'ack', title: 'Acknowledgement' },
)
export type Ack = Static<typeof Ack>

export type SeqRange = readonly [from: number, to: number]

/**
 * The ranges that cover a set of sequence numbers.
 * @param seqs in any order, duplicates allowed
 * @returns disjoint inclusive ranges, ascending
 */
export function toRanges(seqs: Iterable<number>): SeqRange[] {
  const sorted = [...new Set(seqs)].sort((a, b) => a - b)
  const ranges: [number, number][] = []
  for (const seq of sorted) {
    const last = ranges.at(-1)
    if (last !== undefined && last[1] + 1 === seq) last[1] = seq
    else ranges.push([seq, seq])
  }
  return ranges
}
