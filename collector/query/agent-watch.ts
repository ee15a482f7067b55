import type { AgentIdentity } from '../../wire/topics.ts'
import type { AgentQuery } from './agents.ts'

export type AgentWatchOptions = {
  readonly standings: AgentQuery['standings']
  readonly onChange: (identity: AgentIdentity) => void
  /** Told each time that it cannot be read how agents stand, as from a damaged file. */
  readonly onFailure: (error: unknown) => void
  readonly everyMs?: number
}

/** Tells when time alone changed how an agent stands, as when it fell silent. @returns what stops the watch */
export function watchAgents({ standings, onChange, onFailure, everyMs = 1_000 }: AgentWatchOptions): () => void {
  const known = new Map<string, string>()
  const look = (onFound: (identity: AgentIdentity) => void): void => {
    for (const { site, agent, status } of standings(Date.now())) {
      const key = `${site}/${agent}`
      if (known.get(key) !== status) onFound({ site, agent })
      known.set(key, status)
    }
  }
  look(() => undefined)
  const timer = setInterval(() => {
    try {
      look(onChange)
    } catch (error) {
      onFailure(error)
    }
  }, everyMs)
  return () => clearInterval(timer)
}
