import type { Writable } from 'node:stream'
import type { Log } from '../../runtime/log.ts'
import type { IncidentRecord } from '../../wire/incidents.ts'
import type { AgentRecord, EventRecord, FeedMessages } from '../../wire/rest.ts'
import { isWithin, type Places } from '../access/rights.ts'
import { createTally } from '../tally.ts'

/** Which sites a client hears of; undefined: of none. */
export type Hearing = { readonly [K in 'event' | 'agent' | 'incident']: Places | undefined }

/** The live feed: everything that changes, to everybody who listens, as Server-Sent Events (WHATWG HTML, section 9.2). */
export type Feed = {
  event(record: EventRecord): void
  agent(record: AgentRecord): void
  incident(record: IncidentRecord): void
  /** Whether anybody listens. */
  isHeard(): boolean
  /** Whether one more client may be attached. */
  hasRoom(): boolean
  /** @param hearing asked now and then: undefined once the client may hear nothing any more */
  attach(client: Writable, hearing: () => Hearing | undefined): void
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
  const clients = new Map<Writable, { readonly ask: () => Hearing | undefined; now: Hearing }>()
  const slow = createTally(log, 'feed client cut off, it did not read fast enough')

  const leave = (client: Writable): void => {
    if (clients.delete(client) && clients.size === 0) onWatched?.(false)
  }

  const broadcast = (text: string, isHeardBy: (hearing: Hearing) => boolean = () => true): void => {
    for (const [client, { now }] of clients) {
      if (!isHeardBy(now)) continue
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
    if (clients.size === 0) return
    broadcast(
      `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`,
      ({ [name]: places }) => places !== undefined && isWithin(data.site, places),
    )
  }
  /** Whoever was logged out, or has other rights now, is not listened for on the old ones. */
  const askAgain = (): void => {
    for (const [client, known] of clients) {
      const hearing = known.ask()
      if (hearing !== undefined) known.now = hearing
      else {
        leave(client)
        client.end()
      }
    }
  }
  const heartbeat = setInterval(() => {
    askAgain()
    broadcast(': still here\n\n')
  }, heartbeatMs)

  return {
    event: (record) => send('event', record, record.id),
    agent: (record) => send('agent', record),
    incident: (record) => send('incident', record, record.id),
    isHeard: () => clients.size > 0,
    hasRoom: () => clients.size < maxClients,
    attach(client, hearing) {
      clients.set(client, {
        ask: hearing,
        now: hearing() ?? { event: undefined, agent: undefined, incident: undefined },
      })
      onWatched?.(true)
      client.on('close', () => leave(client))
      client.on('error', () => leave(client))
      client.write('retry: 2000\n\n')
    },
    close() {
      clearInterval(heartbeat)
      for (const client of clients.keys()) client.end()
      clients.clear()
    },
  }
}
