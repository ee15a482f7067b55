import type { Database } from 'better-sqlite3'

export type Holds = {
  /** Ids of all events that must not be deleted; the same set while nothing about them has changed. */
  events(): ReadonlySet<string>
}

/** Events in incidents on legal hold. Asked before every step of a deletion, so that a hold counts at once. */
export function createHolds(incidents: Database): Holds {
  const held = 'FROM incident INDEXED BY incident_held'
  const state = incidents
    .prepare<[], string>(`SELECT coalesce(group_concat(n || ' ' || revision), '') ${held} WHERE hold = 1`)
    .pluck()
  const list = incidents
    .prepare<[], string>(`SELECT event_id ${held} JOIN member ON incident_n = incident.n WHERE hold = 1`)
    .pluck()
  let known: { readonly state: string; readonly ids: ReadonlySet<string> } | undefined
  return {
    events() {
      const now = state.get() ?? ''
      if (known?.state !== now) known = { state: now, ids: new Set(list.all()) }
      return known.ids
    },
  }
}
