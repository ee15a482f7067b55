/** What the page asks of the collector about incidents. */
import type { IncidentChange, IncidentHistory, IncidentPage, IncidentRecord } from '../../../../wire/incidents.ts'
import type { EventPage } from '../../../../wire/rest.ts'
import { getJson, sendJson } from './collector.ts'

/** As many as one answer may hold. */
const mostAtOnce = 200

export function getIncidents(query: URLSearchParams, signal: AbortSignal): Promise<IncidentPage> {
  return getJson(`/api/incidents?${query}`, signal)
}

export function getIncident(id: string, signal: AbortSignal): Promise<IncidentRecord> {
  return getJson(addressOf(id), signal)
}

export function getIncidentEvents(id: string, signal: AbortSignal): Promise<EventPage> {
  return getJson(`${addressOf(id)}/events?limit=50`, signal)
}

export function getIncidentHistory(id: string, signal: AbortSignal): Promise<IncidentHistory> {
  return getJson(`${addressOf(id)}/history?limit=${mostAtOnce}`, signal)
}

/** @throws RefusedError 412: somebody else changed it first */
export function changeIncident(
  { id, version, revision }: IncidentRecord,
  change: IncidentChange,
): Promise<IncidentRecord> {
  return sendJson('PATCH', addressOf(id), change, { 'if-match': `"${version}-${revision}"` })
}

export function addNote({ id }: IncidentRecord, text: string): Promise<IncidentRecord> {
  return sendJson('POST', `${addressOf(id)}/notes`, { text })
}

export function setStep({ id }: IncidentRecord, step: string, done: boolean): Promise<IncidentRecord> {
  return sendJson('PUT', `${addressOf(id)}/steps/${encodeURIComponent(step)}`, { done })
}

function addressOf(id: string): string {
  return `/api/incidents/${encodeURIComponent(id)}`
}
