import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { AgentRecord, EventPage, EventRecord } from '../../../../wire/rest.ts'
import { agentsKey } from '../agents/use-agents.ts'
import { type EventFilters, matches } from '../events/filters.ts'
import { eventKey, eventsKey } from '../events/use-events.ts'
import type { FeedListener, ShownMessages } from './feed.ts'
import { isNewer, mergeAgent, mergeEvent } from './merge.ts'

type FeedApplier = {
  readonly apply: FeedListener['onMessage']
  readonly close: () => void
}

/** More than can arrive while one page is being fetched; older ones are forgotten. */
const keptEvents = 256

/**
 * Puts what the feed tells into the cache. A fetch replaces the cache with what the collector knew when it was asked,
 * so the newest events of the feed are put in again after each fetch; putting one in twice changes nothing.
 */
export function createFeedApplier(client: QueryClient): FeedApplier {
  const recent: EventRecord[] = []
  const cache = client.getQueryCache()

  const stop = cache.subscribe((notice) => {
    if (notice.type !== 'updated' || notice.action.type !== 'success' || notice.action.manual === true) return
    const queryKey = notice.query.queryKey as readonly unknown[]
    if (queryKey[0] === eventsKey[0] && recent.length > 0) putIntoList(client, queryKey, recent)
  })

  const applyEvent = (event: EventRecord): void => {
    recent.push(event)
    if (recent.length > keptEvents) recent.shift()
    for (const { queryKey } of cache.findAll({ queryKey: eventsKey })) putIntoList(client, queryKey, [event])
    client.setQueryData<EventRecord>(eventKey(event.id), (known) => known && (isNewer(event, known) ? event : known))
  }

  const applyAgent = (agent: AgentRecord): void => {
    client.setQueryData<AgentRecord[]>(agentsKey, (agents) => agents && mergeAgent(agents, agent))
  }

  const by: { [Name in keyof ShownMessages]: (data: ShownMessages[Name]) => void } = {
    event: applyEvent,
    agent: applyAgent,
  }
  return { apply: (name, data) => by[name](data), close: stop }
}

function putIntoList(client: QueryClient, queryKey: readonly unknown[], events: readonly EventRecord[]): void {
  const filters = (queryKey[1] ?? {}) as EventFilters
  const now = Date.now()
  client.setQueryData<InfiniteData<EventPage>>(
    queryKey,
    (data) => data && events.reduce((merged, event) => mergeEvent(merged, event, matches(filters, event, now)), data),
  )
}
