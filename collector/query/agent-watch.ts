import type { AgentIdentity } from '../../wire/topics.ts'
import type { AgentQuery } from './agents.ts'

export type AgentWatchOptions = {
  readonly standings: AgentQuery['standings']
  readonly onChange: (identity: AgentIdentity) => void
  readonly everyMs?: number
}

/** Tells when time alone changed how an agent stands, as when it fell silent. @returns what stops the watch */
export function watchAgents({ standings, onChange, everyMs = 1_000 }: AgentWatchOptions): () => void {
  const known = new Map<string, string>()
  const look = (onFound: (identity: AgentIdentity) => void): void => {
    for (const { site, agent, status } of standings(Date.now())) {
      const key = `${site}/${agent}`
      if (known.get(key) !== status) onFound({ site, agent })
      known.set(key, status)
    }
  }
  look(() => undefined)
  const timer = setInterval(() => look(onChange), everyMs)
  return () => clearInterval(timer)
}
