import { openReader } from '../store/database.ts'
import { filesSetAside } from '../store/set-aside.ts'
import { type AgentQuery, type AgentQueryOptions, createAgentQuery } from './agents.ts'
import { createEventQuery, type EventQuery } from './events.ts'
import { createRetained, type Retained } from './retained.ts'

export type Query = {
  readonly events: EventQuery
  readonly agents: AgentQuery
  /** What retention has deleted, run by run. */
  readonly erasures: Retained['runs']
  /** Reads from the file that lies there now: the one before was set aside. */
  reopen(): void
  close(): void
}

/** Everything that people read from the database, over a connection that cannot write. */
export function openQuery(file: string, options: Omit<AgentQueryOptions, 'isRestart'>): Query {
  const open = () => {
    const reader = openReader(file)
    return {
      events: createEventQuery(reader),
      erasures: createRetained(reader).runs,
      agents: createAgentQuery(reader, { ...options, isRestart: filesSetAside(file).length > 0 }),
      close: () => void reader.close(),
    }
  }
  let current = open()
  return {
    events: {
      find: (id) => current.events.find(id),
      namesMedia: (id, sha256) => current.events.namesMedia(id, sha256),
    },
    agents: {
      list: (now) => current.agents.list(now),
      sites: () => current.agents.sites(),
      find: (identity, now) => current.agents.find(identity, now),
      standings: (now) => current.agents.standings(now),
      counts: (now) => current.agents.counts(now),
    },
    erasures: (limit) => current.erasures(limit),
    reopen() {
      const before = current
      current = open()
      before.close()
    },
    close: () => current.close(),
  }
}
