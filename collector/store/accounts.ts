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
  /** The account of an arrival that has a place in the order of an agent. */
  of(arrival: Arrival): Account | undefined
  /** Adds the counts of the batch to the ledgers. */
  close(): void
}

/** Settles the places of a whole batch, each agent and boot at once. */
export function openAccounts(batch: readonly Arrival[], agents: AgentRows, rows: SettledRows): Accounts {
  const settled: Settled[] = []
  const groups = new Map<string, { readonly place: Settled; receivedAt: number; readonly seqs: number[] }>()
  for (const arrival of batch) {
    const place = placeOf(arrival)
    if (place === undefined) continue
    const key = keyOf(place)
    const group = groups.get(key) ?? { place, receivedAt: arrival.receivedAt, seqs: [] }
    if (group.seqs.length === 0) groups.set(key, group)
    group.receivedAt = Math.max(group.receivedAt, arrival.receivedAt)
    group.seqs.push(place.seq)
    settled.push(place)
  }
  const accounts = new Map<string, Account>()
  for (const [key, { place, receivedAt, seqs }] of groups) {
    const agentId = agents.idOf(place, receivedAt)
    const { fresh, filled } = rows.add(agentId, place.boot, seqs)
    accounts.set(key, { agentId, fresh, counts: { receivedAt, stored: 0, duplicates: 0, quarantined: 0, filled } })
  }
  return {
    settled,
    of(arrival) {
      const place = placeOf(arrival)
      return place === undefined ? undefined : accounts.get(keyOf(place))
    },
    close() {
      for (const { agentId, counts } of accounts.values()) agents.count(agentId, counts)
    },
  }
}

function placeOf(arrival: Arrival): Settled | undefined {
  if (arrival.kind === 'fault') return arrival.place
  if (arrival.kind !== 'event') return undefined
  const { site, agent, message } = arrival
  return { site, agent, boot: message.boot, seq: message.seq }
}

function keyOf({ site, agent, boot }: Settled): string {
  return `${site}/${agent}/${boot}`
}
