import type { Writable } from 'node:stream'
import type { Log } from '../../runtime/log.ts'
import type { IncidentRecord } from '../../wire/incidents.ts'
import type { AgentRecord, EventRecord, FeedMessages } from '../../wire/rest.ts'
import { isWithin, type Places } from '../access/rights.ts'
import { createTally } from '../tally.ts'
import { createFeedMemory, type FeedMessage } from './feed-memory.ts'

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
  /**
   * @param hearing asked now and then: undefined once the client may hear nothing any more
   * @param lastId of the last message that it has had, when it was here before: it is told what it missed, or that there is a gap
   */
  attach(client: Writable, hearing: () => Hearing | undefined, lastId?: string): void
  close(): void
}

export type FeedOptions = {
  readonly log: Log
  /** Told when somebody begins to listen, and when nobody has for a while. */
  readonly onWatched?: (isWatched: boolean) => void
  /** So long what happens is kept for those who come back, although nobody listens. */
  readonly lingerMs?: number
  /** What is kept of it; beyond, the oldest go, and whoever missed those is told of a gap. */
  readonly maxHeldBytes?: number
  readonly heartbeatMs?: number
  readonly maxClients?: number
  readonly maxBufferedBytes?: number
}

/**
 * Clients are not waited for: one that does not read fast enough is cut off at `maxBufferedBytes`, comes back after
 * `retry`, and is told what it missed.
 */
export function createFeed({
  log,
  onWatched,
  heartbeatMs = 15_000,
  lingerMs = 120_000,
  maxHeldBytes = 4 * 1024 * 1024,
  maxClients = 500,
  maxBufferedBytes = 1024 * 1024,
}: FeedOptions): Feed {
  const clients = new Map<Writable, { readonly ask: () => Hearing | undefined; now: Hearing }>()
  const slow = createTally(log, 'feed client cut off, it did not read fast enough')

  const memory = createFeedMemory(maxHeldBytes)
  let isWatched = false
  let lingering: NodeJS.Timeout | undefined

  const leave = (client: Writable): void => {
    if (clients.delete(client) && clients.size === 0) lingering = setTimeout(lapse, lingerMs)
  }
  const lapse = (): void => {
    isWatched = false
    memory.forget()
    onWatched?.(false)
  }

  const write = (client: Writable, text: string): void => {
    if (client.writableLength + text.length <= maxBufferedBytes) {
      client.write(text)
      return
    }
    leave(client)
    client.destroy()
    slow.add({ maxBufferedBytes })
  }
  const send = <K extends keyof FeedMessages>(name: K, data: FeedMessages[K]): void => {
    if (!isWatched) return
    const { site } = data
    const message = memory.add({ name, site, text: `event: ${name}\ndata: ${JSON.stringify(data)}\n` })
    for (const [client, { now }] of clients) if (isHeard(message, now)) write(client, textOf(message))
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
    // Also to those whom nothing concerns: what they have had gets no older.
    for (const client of clients.keys()) write(client, `id: ${memory.lastId()}\n: still here\n\n`)
  }, heartbeatMs)

  return {
    event: (record) => send('event', record),
    agent: (record) => send('agent', record),
    incident: (record) => send('incident', record),
    isHeard: () => isWatched,
    hasRoom: () => clients.size < maxClients,
    attach(client, hearing, lastId) {
      clearTimeout(lingering)
      if (!isWatched) onWatched?.(true)
      isWatched = true
      const now = hearing() ?? { event: undefined, agent: undefined, incident: undefined }
      clients.set(client, { ask: hearing, now })
      client.on('close', () => leave(client))
      client.on('error', () => leave(client))
      const missed = lastId === undefined ? [] : memory.since(lastId)
      const gap = missed === undefined ? 'event: gap\ndata: {}\n' : ''
      const told = (missed ?? []).filter((message) => isHeard(message, now)).map(textOf)
      client.write(`retry: 2000\n\n${told.join('')}${gap}id: ${memory.lastId()}\n\n`)
    },
    close() {
      clearInterval(heartbeat)
      clearTimeout(lingering)
      for (const client of clients.keys()) client.end()
      clients.clear()
    },
  }
}

function isHeard({ name, site }: FeedMessage, { [name]: places }: Hearing): boolean {
  return places !== undefined && isWithin(site, places)
}

function textOf({ id, text }: FeedMessage): string {
  return `id: ${id}\n${text}\n`
}
