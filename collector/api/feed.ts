import type { Writable } from 'node:stream'
import type { Log } from '../../runtime/log.ts'
import type { IncidentRecord } from '../../wire/incidents.ts'
import type { AgentRecord, EventRecord, FeedMessages } from '../../wire/rest.ts'
import { createTally } from '../tally.ts'

/** The live feed: everything that changes, to everybody who listens, as Server-Sent Events (WHATWG HTML, section 9.2). */
export type Feed = {
  event(record: EventRecord): void
  agent(record: AgentRecord): void
  incident(record: IncidentRecord): void
  /** Whether anybody listens. */
  isHeard(): boolean
  /** Whether one more client may be attached. */
  hasRoom(): boolean
  attach(client: Writable): void
  close(): void
}

export type FeedOptions = {
  readonly log: Log
  /** Told when somebody begins to listen, and when nobody does any more. */
  readonly onWatched?: (isWatched: boolean) => void
  readonly heartbeatMs?: number
  readonly maxClients?: number
  readonly maxBufferedBytes?: number
}

/**
 * Clients are not waited for: one that does not read fast enough is cut off at `maxBufferedBytes`, comes back after
 * `retry`, and reads again what it shows.
 */
export function createFeed({
  log,
  onWatched,
  heartbeatMs = 15_000,
  maxClients = 500,
  maxBufferedBytes = 1024 * 1024,
}: FeedOptions): Feed {
  const clients = new Set<Writable>()
  const slow = createTally(log, 'feed client cut off, it did not read fast enough')

  const leave = (client: Writable): void => {
    if (clients.delete(client) && clients.size === 0) onWatched?.(false)
  }

  const broadcast = (text: string): void => {
    for (const client of clients) {
      if (client.writableLength + text.length <= maxBufferedBytes) {
        client.write(text)
        continue
      }
      leave(client)
      client.destroy()
      slow.add({ maxBufferedBytes })
    }
  }
  const send = <K extends keyof FeedMessages>(name: K, data: FeedMessages[K], id?: string): void => {
    if (clients.size > 0)
      broadcast(`event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`)
  }
  const heartbeat = setInterval(() => broadcast(': still here\n\n'), heartbeatMs)

  return {
    event: (record) => send('event', record, record.id),
    agent: (record) => send('agent', record),
    incident: (record) => send('incident', record, record.id),
    isHeard: () => clients.size > 0,
    hasRoom: () => clients.size < maxClients,
    attach(client) {
      clients.add(client)
      onWatched?.(true)
      client.on('close', () => leave(client))
      client.on('error', () => leave(client))
      client.write('retry: 2000\n\n')
    },
    close() {
      clearInterval(heartbeat)
      for (const client of clients) client.end()
      clients.clear()
    },
  }
}
