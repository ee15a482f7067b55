import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { IncidentPage, IncidentRecord } from '../../../../wire/incidents.ts'
import type { AgentRecord, EventPage, EventRecord, FeedMessages } from '../../../../wire/rest.ts'
import { agentsKey } from '../agents/use-agents.ts'
import { type EventFilters, matches } from '../events/filters.ts'
import { eventKey, eventsKey } from '../events/use-events.ts'
import { mergeIncident } from '../incidents/merge-incident.ts'
import { isListed, type Standing } from '../incidents/search.ts'
import { incidentKey, incidentsKey } from '../incidents/use-incidents.ts'
import type { FeedListener } from './feed.ts'
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

  const by: { [Name in keyof FeedMessages]: (data: FeedMessages[Name]) => void } = {
    event: applyEvent,
    agent: applyAgent,
    incident: (incident) => putIncident(client, incident),
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

function putIncident(client: QueryClient, incident: IncidentRecord): void {
  for (const { queryKey } of client.getQueryCache().findAll({ queryKey: incidentsKey })) {
    const [, standing, me] = queryKey as readonly [string, Standing, string | null]
    const belongs = isListed(standing, me ?? undefined, incident)
    client.setQueryData<InfiniteData<IncidentPage>>(queryKey, (data) => data && mergeIncident(data, incident, belongs))
  }
  client.setQueryData<IncidentRecord>(incidentKey(incident.id), (known) =>
    known === undefined || known.revision > incident.revision ? known : incident,
  )
}
