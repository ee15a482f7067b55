import type { Database } from 'better-sqlite3'
import type { EventMessage } from '../../wire/event.ts'
import type { AgentIdentity } from '../../wire/topics.ts'
import type { AgentArrival } from './arrival.ts'
import { createStarts } from './starts.ts'

export type AgentRows = {
  /** The number of an agent; one that was never heard of gets a row. */
  idOf(identity: AgentIdentity, receivedAt: number): number
  /** Keeps the newest birth, state or health. */
  keep(arrival: AgentArrival): void
  /** Adds what a batch brought of an agent to its ledger. */
  count(agentId: number, counts: LedgerCounts): void
  /** Notes what an agent says of its start, and which messages will never come. */
  declare(agentId: number, message: EventMessage): void
  /** After a rollback: numbers that were given in it are void. */
  forget(): void
}

export type LedgerCounts = {
  readonly receivedAt: number
  readonly stored: number
  readonly duplicates: number
  readonly quarantined: number
  /** Messages that closed a gap: later ones were there before them. */
  readonly filled: number
}

/** Sequence numbers begin at 1: what an agent cannot number is declared as 0 to 0. */
export const unnumbered = 0

export function createAgentRows(db: Database): AgentRows {
  const find = db.prepare<[string, string], number>('SELECT agent_id FROM agent WHERE site = ? AND agent = ?').pluck()
  const insert = db.prepare('INSERT INTO agent (site, agent) VALUES (?, ?)')
  const open = db.prepare('INSERT INTO ledger (agent_id, last_seen_at) VALUES (?, ?) ON CONFLICT DO NOTHING')
  const see = db.prepare('UPDATE ledger SET last_seen_at = max(last_seen_at, ?) WHERE agent_id = ?')
  const count = db.prepare(
    `UPDATE ledger SET last_seen_at = max(last_seen_at, ?), stored = stored + ?, duplicates = duplicates + ?,
     quarantined = quarantined + ?, filled = filled + ? WHERE agent_id = ?`,
  )
  const announce = db.prepare('UPDATE ledger SET announced_boot = ?, announced_seq = ? WHERE agent_id = ?')
  const keepClock = db.prepare('UPDATE ledger SET clock_offset_ms = ? WHERE agent_id = ?')
  const keepBirth = db.prepare('UPDATE agent SET birth = ?, birth_received_at = ? WHERE agent_id = ?')
  const keepHealth = db.prepare('UPDATE agent SET health = ?, health_received_at = ? WHERE agent_id = ?')
  // The last will of an earlier boot may come after the agent is back; it says nothing about the one that runs.
  const keepState = db.prepare(
    `UPDATE agent SET state = $state, state_boot = $boot, state_received_at = $receivedAt
     WHERE agent_id = $agentId AND NOT ($state = 'offline' AND $boot < coalesce(state_boot, 0))`,
  )
  const declareLost = db.prepare('INSERT INTO declared VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const keepStart = createStarts(db).keep
  const ids = new Map<string, number>()

  const idOf = ({ site, agent }: AgentIdentity, receivedAt: number): number => {
    const key = `${site}/${agent}`
    const known = ids.get(key)
    if (known !== undefined) return known
    const id = find.get(site, agent) ?? Number(insert.run(site, agent).lastInsertRowid)
    open.run(id, receivedAt)
    ids.set(key, id)
    return id
  }

  return {
    idOf,
    count: (agentId, { receivedAt, stored, duplicates, quarantined, filled }) =>
      void count.run(receivedAt, stored, duplicates, quarantined, filled, agentId),
    declare(agentId, message) {
      keepStart(agentId, message)
      const { boot, at, lost } = message
      if (lost === undefined) return
      const isNumbered = lost.from !== undefined && lost.to !== undefined
      const [from, to] = isNumbered ? [lost.from, lost.to] : [unnumbered, unnumbered]
      declareLost.run(agentId, boot, from, to, lost.cause, at)
    },
    forget: () => ids.clear(),
    keep(arrival) {
      const { receivedAt } = arrival
      const agentId = idOf(arrival, receivedAt)
      switch (arrival.kind) {
        case 'birth':
          keepBirth.run(JSON.stringify(arrival.birth), receivedAt, agentId)
          announce.run(arrival.birth.boot, arrival.birth.outbox.nextSeq - 1, agentId)
          break
        case 'health':
          keepHealth.run(JSON.stringify(arrival.health), receivedAt, agentId)
          keepClock.run(arrival.clockOffsetMs, agentId)
          break
        case 'state': {
          const { state, boot } = arrival.state
          keepState.run({ state, boot, receivedAt, agentId })
          // The broker says `offline` in the name of an agent that is gone: that is not hearing from it.
          if (state === 'offline') return
        }
      }
      see.run(receivedAt, agentId)
    },
  }
}
