import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import type { EventPage, EventRecord } from '../../../../wire/rest.ts'
import { getEvent, getEvents } from '../api/collector.ts'
import { type EventFilters, toQuery } from './filters.ts'

export const eventsKey = ['events'] as const

export function eventKey(id: string): readonly ['event', string] {
  return ['event', id]
}

/** The events that match, newest first, page by page. */
export function useEvents(filters: EventFilters): UseInfiniteQueryResult<InfiniteData<EventPage>> {
  return useInfiniteQuery({
    queryKey: [...eventsKey, filters],
    queryFn: ({ pageParam, signal }) => getEvents(toQuery(filters, Date.now(), pageParam), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  })
}

/** Forgets all pages but the first and fetches that one anew: a page that stays open all night must not grow for ever. */
export function useStartOver(): () => void {
  const client = useQueryClient()
  return useCallback(() => {
    client.setQueriesData<InfiniteData<EventPage>>({ queryKey: eventsKey, type: 'active' }, (data) => {
      return data && { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) }
    })
    void client.invalidateQueries({ queryKey: eventsKey })
  }, [client])
}

/** One event: the one of the list when it is there, else as the collector has it. */
export function useEvent(id: string, listed: EventRecord | undefined) {
  const client = useQueryClient()
  useEffect(() => {
    // What is being read stays when the list lets go of it.
    if (listed !== undefined) client.setQueryData(eventKey(id), listed)
  }, [client, id, listed])
  const query = useQuery({
    queryKey: eventKey(id),
    queryFn: ({ signal }) => getEvent(id, signal),
    enabled: listed === undefined,
  })
  return { ...query, event: listed ?? query.data }
}
