/** What the feed tells of an incident, put into the pages that were fetched. Pure. */
import type { IncidentPage, IncidentRecord } from '../../../../wire/incidents.ts'

type IncidentPages = { readonly pages: IncidentPage[]; readonly pageParams: unknown[] }

/**
 * Replaces the incident where it is listed, takes it away where it no longer belongs, and puts a new one at its place by
 * time. What is older than all that was fetched is left for the next page.
 */
export function mergeIncident<T extends IncidentPages>(data: T, incident: IncidentRecord, isListed: boolean): T {
  const at = data.pages.findIndex((page) => page.incidents.some(({ id }) => id === incident.id))
  const page = data.pages[at]
  if (page === undefined) return isListed ? insert(data, incident) : data
  const known = page.incidents.findIndex(({ id }) => id === incident.id)
  if ((page.incidents[known]?.revision ?? 0) > incident.revision) return data
  const incidents = isListed ? page.incidents.with(known, incident) : page.incidents.toSpliced(known, 1)
  return { ...data, pages: data.pages.with(at, { ...page, incidents }) }
}

/** Every incident once, newest first, as the pages have them. */
export function listIncidents(data: IncidentPages | undefined): IncidentRecord[] {
  const byId = new Map<string, IncidentRecord>()
  for (const { incidents } of data?.pages ?? []) {
    for (const incident of incidents) if (!byId.has(incident.id)) byId.set(incident.id, incident)
  }
  return [...byId.values()]
}

function insert<T extends IncidentPages>(data: T, incident: IncidentRecord): T {
  for (const [index, page] of data.pages.entries()) {
    const at = page.incidents.findIndex((other) => comesBefore(incident, other))
    if (at < 0) continue
    return { ...data, pages: data.pages.with(index, { ...page, incidents: page.incidents.toSpliced(at, 0, incident) }) }
  }
  const last = data.pages.at(-1)
  if (last === undefined || last.nextCursor !== undefined) return data
  const incidents = [...last.incidents, incident]
  return { ...data, pages: data.pages.with(data.pages.length - 1, { ...last, incidents }) }
}

/** As the collector lists them. */
function comesBefore(one: IncidentRecord, other: IncidentRecord): boolean {
  return one.startAt === other.startAt ? one.number > other.number : one.startAt > other.startAt
}
