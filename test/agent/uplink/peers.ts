/** What an agent talks to: a real broker and a small collector, both of which can go away. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { Aedes } from 'aedes'
import { connectAsync } from 'mqtt'
import { toRanges } from '../../../wire/ack.ts'
import { encode } from '../../../wire/codec.ts'
import type { EventMessage } from '../../../wire/event.ts'
import { agentTopic, collectorStateTopic, parseTopic, topicFilters } from '../../../wire/topics.ts'
import { sentEvents } from '../../sent-event.ts'

type TestBroker = {
  readonly port: number
  /** Cuts every connection, without a word. */
  cut(): void
  close(): Promise<void>
}

export async function openBroker(port = 0): Promise<TestBroker> {
  const aedes = await Aedes.createBroker()
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    aedes.handle(socket)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    async close() {
      server.close()
      cut()
      await new Promise<void>((resolve) => aedes.close(resolve))
    },
  }
}

type SilentServer = {
  readonly port: number
  /** Somebody waits for an answer that will not come. */
  readonly isAwaited: Promise<void>
  /** The first bytes that came. */
  heard(): Buffer
  close(): void
}

/** Accepts connections, answers the first bytes with a greeting or not at all, and is silent from then on. */
export async function openSilentServer(greeting?: Buffer): Promise<SilentServer> {
  const sockets = new Set<Socket>()
  let hear = () => {}
  let first = Buffer.alloc(0)
  const isAwaited = new Promise<void>((resolve) => {
    hear = resolve
  })
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('data', (data) => {
      first = data
      if (greeting === undefined) hear()
      else socket.write(greeting, () => socket.once('data', hear))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    isAwaited,
    heard: () => first,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

type Proxy = {
  readonly port: number
  /** Connections that were made. */
  count(): number
  /** Present connections stay open, and nothing passes any more: a link half-open. */
  stall(): void
  /** What was stalled passes again. */
  resume(): void
  cut(): void
  close(): void
}

/** Between an agent and its broker. */
export async function openProxy(brokerPort: number): Promise<Proxy> {
  const pairs: [Socket, Socket][] = []
  const server = createServer((socket) => {
    const onward = connect(brokerPort, '127.0.0.1')
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      one.on('error', () => undefined)
      one.on('close', () => other.destroy())
      one.pipe(other)
    }
    pairs.push([socket, onward])
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const [one, other] of pairs) for (const socket of [one, other]) socket.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    count: () => pairs.length,
    stall() {
      for (const [one, other] of pairs) {
        one.unpipe(other).pause()
        other.unpipe(one).pause()
      }
    },
    resume() {
      for (const [one, other] of pairs) {
        one.pipe(other)
        other.pipe(one)
      }
    },
    cut,
    close() {
      server.close()
      cut()
    },
  }
}

export type TestCollector = {
  /** Events in the order of their arrival, duplicates and all. */
  readonly events: EventMessage[]
  /** The newest payload of each topic that is no event. */
  readonly latest: Map<string, { readonly payload: Buffer; readonly retain: boolean }>
  acknowledges: boolean
  say(state: 'online' | 'offline'): Promise<void>
  publish(topic: string, payload: Buffer): Promise<void>
  close(): Promise<void>
}

export async function openCollector(port: number, name = 'main'): Promise<TestCollector> {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4, reconnectPeriod: 0 })
  client.on('error', () => undefined)
  const events: EventMessage[] = []
  const latest: TestCollector['latest'] = new Map()

  const take = (arrived: readonly EventMessage[], site: string): void => {
    events.push(...arrived)
    const [first] = arrived
    if (!collector.acknowledges || first === undefined) return
    for (const boot of new Set(arrived.map((event) => event.boot))) {
      const ranges = toRanges(arrived.filter((event) => event.boot === boot).map(({ seq }) => seq))
      client.publish(agentTopic({ site, agent: first.agent }, 'ack'), encode({ v: 1, boot, ranges }), { qos: 1 })
    }
  }

  client.on('message', (topic, payload, packet) => {
    const parsed = parseTopic(topic)
    if (parsed?.kind === 'event' || parsed?.kind === 'replay') take(sentEvents({ topic, payload }), parsed.site)
    else if (parsed?.kind !== 'ack' && parsed?.kind !== 'command-clip')
      latest.set(topic, { payload, retain: packet.retain })
  })

  const collector: TestCollector = {
    events,
    latest,
    acknowledges: true,
    async say(state) {
      await client.publishAsync(collectorStateTopic(name), encode({ v: 1, state, at: 1 }), { qos: 1, retain: true })
    },
    async publish(topic, payload) {
      await client.publishAsync(topic, payload, { qos: 1 })
    },
    async close() {
      await client.endAsync(true)
    },
  }
  await client.subscribeAsync(topicFilters.everything, { qos: 1 })
  await collector.say('online')
  return collector
}
