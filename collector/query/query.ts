import { openReader } from '../store/database.ts'
import { type AgentQuery, type AgentQueryOptions, createAgentQuery } from './agents.ts'
import { createEventQuery, type EventQuery } from './events.ts'

export type Query = {
  readonly events: EventQuery
  readonly agents: AgentQuery
  close(): void
}

/** Everything that people read from the database, over a connection that cannot write. */
export function openQuery(file: string, options: AgentQueryOptions): Query {
  const reader = openReader(file)
  return {
    events: createEventQuery(reader),
    agents: createAgentQuery(reader, options),
    close: () => void reader.close(),
  }
}
