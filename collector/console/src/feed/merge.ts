/** What the feed tells, put into the pages that were fetched. Pure: new values only where something changed. */
import type { AgentRecord, EventPage, EventRecord } from '../../../../wire/rest.ts'

type EventPages = { readonly pages: EventPage[]; readonly pageParams: unknown[] }

/**
 * Replaces the event where it is listed. One that is not listed is put at its place by time when `listed` says that it
 * belongs there; one that is older than everything fetched is left for the next page.
 */
export function mergeEvent<T extends EventPages>(data: T, event: EventRecord, listed: boolean): T {
  for (const [index, page] of data.pages.entries()) {
    const at = page.events.findIndex(({ id }) => id === event.id)
    const known = page.events[at]
    if (known === undefined) continue
    return isNewer(event, known) ? withPage(data, index, { ...page, events: page.events.with(at, event) }) : data
  }
  return listed ? insert(data, event) : data
}

/** Whether `next` says more than `known` about the same event: what has ended stays ended. */
export function isNewer(next: EventRecord, known: EventRecord): boolean {
  if (isOver(known) && !isOver(next)) return false
  if (next.boot !== known.boot) return next.boot > known.boot
  return next.lastSeq >= known.lastSeq
}

/** Every event once, newest first, as the pages have them. */
export function listEvents(data: EventPages | undefined): EventRecord[] {
  const seen = new Set<string>()
  return (data?.pages ?? []).flatMap(({ events }) =>
    events.filter(({ id }) => {
      if (seen.has(id)) return false
      seen.add(id)
      return true
    }),
  )
}

/** Replaces the agent in the list, or adds it. */
export function mergeAgent(agents: AgentRecord[], agent: AgentRecord): AgentRecord[] {
  const at = agents.findIndex((known) => known.site === agent.site && known.agent === agent.agent)
  return at < 0 ? [...agents, agent] : agents.with(at, agent)
}

/** Whether nothing more is to come from this event. */
export function isOver(event: EventRecord): boolean {
  return event.phase === 'end' || event.phase === 'pulse'
}

function insert<T extends EventPages>(data: T, event: EventRecord): T {
  for (const [index, page] of data.pages.entries()) {
    // Of two that began in the same millisecond the one that came later is listed first, as the collector lists them.
    const at = page.events.findIndex((other) => event.startAt >= other.startAt)
    if (at >= 0) return withPage(data, index, { ...page, events: page.events.toSpliced(at, 0, event) })
  }
  const last = data.pages.at(-1)
  if (last === undefined || last.nextCursor !== undefined) return data
  return withPage(data, data.pages.length - 1, { ...last, events: [...last.events, event] })
}

function withPage<T extends EventPages>(data: T, index: number, page: EventPage): T {
  return { ...data, pages: data.pages.with(index, page) }
}
