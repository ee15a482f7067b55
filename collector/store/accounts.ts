import type { AgentRows, LedgerCounts } from './agents.ts'
import type { Arrival, Settled } from './arrival.ts'
import type { SettledRows } from './settled.ts'

/** What a batch brings of one boot of an agent. */
export type Account = {
  readonly agentId: number
  /** Sequence numbers that were not settled before this batch and have not been stored by it yet. */
  readonly fresh: Set<number>
  readonly counts: { -readonly [K in keyof LedgerCounts]: LedgerCounts[K] }
}

export type Accounts = {
  readonly settled: readonly Settled[]
  /** The account of an arrival by its place in the batch, where it has a place in the order of an agent. */
  at(index: number): Account | undefined
  /** Adds the counts of the batch to the ledgers. */
  close(): void
}

type Group = { readonly place: Settled; receivedAt: number; readonly seqs: number[]; account?: Account }

/** Settles the places of a whole batch, each agent and boot at once. */
export function openAccounts(batch: readonly Arrival[], agents: AgentRows, rows: SettledRows): Accounts {
  const settled: Settled[] = []
  const groups = new Map<string, Group>()
  const groupOf = batch.map((arrival): Group | undefined => {
    const place = placeOf(arrival)
    if (place === undefined) return undefined
    settled.push(place)
    const group = groupFor(groups, place)
    group.receivedAt = Math.max(group.receivedAt, arrival.receivedAt)
    group.seqs.push(place.seq)
    return group
  })
  for (const group of groups.values()) {
    const { place, receivedAt, seqs } = group
    const agentId = agents.idOf(place, receivedAt)
    const { fresh, filled } = rows.add(agentId, place.boot, seqs)
    group.account = { agentId, fresh, counts: { receivedAt, stored: 0, duplicates: 0, quarantined: 0, filled } }
  }
  return {
    settled,
    at: (index) => groupOf[index]?.account,
    close() {
      for (const { account } of groups.values())
        if (account !== undefined) agents.count(account.agentId, account.counts)
    },
  }
}

function placeOf(arrival: Arrival): Settled | undefined {
  if (arrival.kind === 'fault') return arrival.place
  if (arrival.kind !== 'event') return undefined
  const { site, agent, message } = arrival
  return { site, agent, boot: message.boot, seq: message.seq }
}

function groupFor(groups: Map<string, Group>, place: Settled): Group {
  const key = `${place.site}/${place.agent}/${place.boot}`
  const known = groups.get(key)
  if (known !== undefined) return known
  const group: Group = { place, receivedAt: 0, seqs: [] }
  groups.set(key, group)
  return group
}
