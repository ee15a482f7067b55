/** What stands behind `?` in the address of the incidents: which are listed, and which is shown. */
import type { IncidentRecord } from '../../../../wire/incidents.ts'

export const standings = ['open', 'mine', 'closed'] as const
/** open: all that is not closed; mine: of them, those of whoever looks. */
export type Standing = (typeof standings)[number]

export type IncidentsSearch = { readonly standing?: Standing; readonly incident?: string }

const pageLimit = 50

/** Reads an address that anybody may have typed: what does not fit is left out. */
export function parseIncidentsSearch(raw: Readonly<Record<string, unknown>>): IncidentsSearch {
  const standing = standings.find((one) => one === raw.standing)
  const { incident } = raw
  return {
    ...(standing !== undefined && standing !== 'open' && { standing }),
    ...(typeof incident === 'string' && /^[0-9a-f-]{36}$/.test(incident) && { incident }),
  }
}

/** The query of `GET /api/incidents`. @param me who looks; undefined where nobody logs in */
export function toIncidentQuery(standing: Standing, me: string | undefined, cursor?: string): URLSearchParams {
  const query = new URLSearchParams({ limit: String(pageLimit), state: standing === 'closed' ? 'closed' : 'open' })
  if (standing === 'mine' && me !== undefined) query.set('owner', me)
  if (cursor !== undefined) query.set('cursor', cursor)
  return query
}

/** Whether the collector would list the incident there. */
export function isListed(standing: Standing, me: string | undefined, { state, owner }: IncidentRecord): boolean {
  if (standing === 'closed') return state === 'closed'
  return state !== 'closed' && (standing === 'open' || me === undefined || owner === me)
}
