import { type Ack, toRanges } from '../../wire/ack.ts'
import type { AgentIdentity } from '../../wire/topics.ts'
import { wireVersion } from '../../wire/version.ts'
import type { Settled } from '../store/arrival.ts'

export type AddressedAck = { readonly identity: AgentIdentity; readonly ack: Ack }

const maxRanges = 512

/** The acknowledgements of a batch: one per agent and boot, or more where the ranges do not fit into one. */
export function acksOf(settled: readonly Settled[]): AddressedAck[] {
  const groups = new Map<string, { identity: AgentIdentity; boot: number; seqs: number[] }>()
  for (const { site, agent, boot, seq } of settled) {
    const key = `${site}/${agent}/${boot}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { identity: { site, agent }, boot, seqs: [seq] })
    else group.seqs.push(seq)
  }
  return [...groups.values()].flatMap(({ identity, boot, seqs }) =>
    chunk(toRanges(seqs), maxRanges).map((ranges) => ({
      identity,
      ack: { v: wireVersion, boot, ranges: ranges.map(([from, to]) => [from, to]) },
    })),
  )
}

function chunk<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
