import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useEffect } from 'react'
import type { IncidentHistory, IncidentPage, IncidentRecord } from '../../../../wire/incidents.ts'
import type { EventPage } from '../../../../wire/rest.ts'
import { getIncident, getIncidentEvents, getIncidentHistory, getIncidents } from '../api/incidents.ts'
import { type Standing, toIncidentQuery } from './search.ts'

export const incidentsKey = ['incidents'] as const

export function incidentKey(id: string): readonly ['incident', string] {
  return ['incident', id]
}

/** Newest first, page by page. */
export function useIncidents(
  standing: Standing,
  me: string | undefined,
): UseInfiniteQueryResult<InfiniteData<IncidentPage>> {
  return useInfiniteQuery({
    queryKey: [...incidentsKey, standing, me ?? null],
    queryFn: ({ pageParam, signal }) => getIncidents(toIncidentQuery(standing, me, pageParam), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  })
}

/** One incident: the newer of the one of the list and the one that was read by itself. */
export function useIncident(id: string, listed: IncidentRecord | undefined) {
  const client = useQueryClient()
  useEffect(() => {
    // What is being read stays when the list lets go of it.
    if (listed !== undefined) client.setQueryData<IncidentRecord>(incidentKey(id), (known) => newer(known, listed))
  }, [client, id, listed])
  const query = useQuery({
    queryKey: incidentKey(id),
    queryFn: ({ signal }) => getIncident(id, signal),
    enabled: listed === undefined,
  })
  return { ...query, incident: newer(query.data, listed) }
}

/** The first events of an incident; asked for again with each that joins. */
export function useIncidentEvents({ id, events, suppressed }: IncidentRecord) {
  return useQuery<EventPage>({
    queryKey: [...incidentKey(id), 'events', events + suppressed],
    queryFn: ({ signal }) => getIncidentEvents(id, signal),
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
  })
}

/** What was done with it; asked for again when something was. */
export function useIncidentHistory({ id, version, revision }: IncidentRecord) {
  return useQuery<IncidentHistory>({
    queryKey: [...incidentKey(id), 'history', version, revision],
    queryFn: ({ signal }) => getIncidentHistory(id, signal),
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
  })
}

function newer(known: IncidentRecord | undefined, other: IncidentRecord | undefined): IncidentRecord | undefined {
  if (known === undefined || other === undefined) return known ?? other
  return other.revision >= known.revision ? other : known
}
