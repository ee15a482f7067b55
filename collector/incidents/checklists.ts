import type { IncidentStep } from '../../wire/incidents.ts'
import { builtInChecklists } from './built-in-checklists.ts'
import type { IncidentsConfig } from './config.ts'

/** What is to be done about an incident of a kind, nothing of it done yet; none where nobody wrote it down. */
export function createChecklists({
  checklists: own = [],
  builtInRules,
}: Pick<IncidentsConfig, 'checklists' | 'builtInRules'>): (kind: string) => IncidentStep[] {
  const all = [...(builtInRules ? builtInChecklists : []), ...own]
  const byKind = new Map(all.map(({ kind, steps }) => [kind, steps]))
  return (kind) => (byKind.get(kind) ?? []).map(({ step, vi, en }) => ({ step, texts: { vi, en } }))
}
