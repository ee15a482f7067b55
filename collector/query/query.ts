import { openReader } from '../store/database.ts'
import { filesSetAside } from '../store/set-aside.ts'
import { type AgentQuery, type AgentQueryOptions, createAgentQuery } from './agents.ts'
import { createEventQuery, type EventQuery } from './events.ts'

export type Query = {
  readonly events: EventQuery
  readonly agents: AgentQuery
  close(): void
}

/** Everything that people read from the database, over a connection that cannot write. */
export function openQuery(file: string, options: Omit<AgentQueryOptions, 'isRestart'>): Query {
  const reader = openReader(file)
  return {
    events: createEventQuery(reader),
    agents: createAgentQuery(reader, { ...options, isRestart: filesSetAside(file).length > 0 }),
    close: () => void reader.close(),
  }
}
