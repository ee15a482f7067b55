import type { EventEmitter } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { Aedes, type AedesOptions, type Client, type PublishPacket } from 'aedes'
import type { Log } from '../../runtime/log.ts'
import { createTally } from '../tally.ts'
import { type Audience, createAudience } from './audience.ts'
import type { Broker, MessageHandler } from './broker.ts'
import { createGatekeeper, type IdentifyMqtt } from './gatekeeper.ts'
import { limitPackets } from './packet-limit.ts'
import { createRetained } from './retained.ts'

export type EmbeddedBrokerOptions = {
  readonly host: string
  readonly port: number
  readonly maxConnections: number
  /** Without it nobody is asked who he is, and everybody may say and hear everything. */
  readonly identify?: IdentifyMqtt | undefined
  /** Without it nothing is encrypted. */
  readonly tls?: BrokerTls | undefined
  readonly log: Log
}

/** What it is encrypted with. */
export type BrokerTls = {
  current(): { readonly key: string; readonly cert: string }
  /** Gives the server every certificate that takes the place of this one. */
  follow(server: { setSecureContext(pair: { key: string; cert: string }): void }): void
}

/** Well over the 64 KiB of a replay: a payload that is a little too large is quarantined, not fought over. */
const maxPacketBytes = 256 * 1024

/** What is revoked ends within a second, and where there are thousands of connections, within half a minute. */
const lookEveryMs = 1_000
const looksEachTime = 500

/** Who has not said hello by then never will. */
const handshakeMs = 10_000

/** How long the last acknowledgements may take to leave before connections are cut. */
const lingerMs = 100

/** The broker inside the collector: aedes, MQTT 3.1.1, in memory. Retained messages and sessions end with the process. */
export async function createEmbeddedBroker({
  host,
  port,
  maxConnections,
  identify,
  tls,
  log,
}: EmbeddedBrokerOptions): Promise<Broker> {
  let handler: MessageHandler | undefined
  let greet: (() => void) | undefined
  let failed: string | undefined
  const gatekeeper = identify && createGatekeeper(identify, log)
  const aedes = await Aedes.createBroker({
    ...brokerOptions(log, (topic, payload) => handler?.(topic, payload)),
    ...gatekeeper?.hooks,
  })
  indexRetained(aedes)
  const audience = listenIn(aedes)
  // Its types leave this one out.
  ;(aedes as EventEmitter).on('error', (error: Error) => {
    failed = error.message
    log.error({ err: error }, 'the embedded broker failed')
  })
  const sockets = new Set<Socket>()
  const server = createListener(tls, log, (socket) => {
    aedes.handle(socket)
    limitPackets(socket, maxPacketBytes)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  const looking = setInterval(() => {
    for (const client of gatekeeper?.expired(looksEachTime) ?? []) {
      log.warn({ clientId: client.id }, 'MQTT connection cut, its credentials are no longer valid')
      client.close()
    }
  }, lookEveryMs)
  server.maxConnections = maxConnections
  const full = createTally(log, 'connection turned away, mqtt.maxConnections is reached')
  server.on('drop', (from) => full.add({ from: from?.remoteAddress, maxConnections }))

  return {
    onMessage(next) {
      handler = next
    },
    onConnect(next) {
      greet = next
    },
    async open() {
      const url = await listen(server, tls === undefined ? 'mqtt' : 'mqtts', host, port)
      greet?.()
      return url
    },
    publish(topic, payload, { qos, retain }) {
      const packet = { cmd: 'publish', topic, payload, qos, retain, dup: false } as const
      const receivers = retain ? undefined : audience.of(topic)
      if (receivers !== undefined) {
        for (const receiver of receivers) receiver.publish(packet, () => undefined)
        return Promise.resolve()
      }
      return new Promise((resolve, reject) => {
        aedes.publish(packet, (error) =>
          error ? reject(new Error('broker: publishing', { cause: error })) : resolve(),
        )
      })
    },
    failure: () => (server.listening ? failed : 'not listening'),
    async close() {
      clearInterval(looking)
      const closed = server.listening ? new Promise((resolve) => server.close(resolve)) : undefined
      await sleep(sockets.size > 0 ? lingerMs : 0)
      await new Promise<void>((resolve) => aedes.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

type Packet = Pick<PublishPacket, 'topic' | 'payload'>
type RetainedStore = {
  storeRetained(packet: Packet): Promise<void>
  createRetainedStreamCombi(filters: readonly string[]): Readable
}

/** Keeps what is retained where it is found quickly. */
function indexRetained(aedes: Aedes): void {
  const retained = createRetained<Packet>()
  const { persistence } = aedes as unknown as { persistence: RetainedStore }
  persistence.storeRetained = (packet) => {
    if (packet.payload.length === 0) retained.forget(packet.topic)
    else retained.keep(packet.topic, { ...packet })
    return Promise.resolve()
  }
  persistence.createRetainedStreamCombi = (filters) =>
    Readable.from(filters.flatMap((filter) => [...retained.matching(filter)]))
}

function createListener(tls: BrokerTls | undefined, log: Log, serve: (socket: Socket) => void): Server {
  const options = { noDelay: true, keepAlive: true }
  if (tls === undefined) return createServer(options, serve)
  const server = createTlsServer({ ...tls.current(), ...options, handshakeTimeout: handshakeMs }, serve)
  tls.follow(server)
  const refused = createTally(log, 'MQTT connection refused, it and the collector did not come to encrypt')
  server.on('tlsClientError', (error: Error, socket: TLSSocket) =>
    refused.add({ from: socket.remoteAddress, reason: error.message }),
  )
  return server
}

/** What stands in place of a QoS where a subscription was refused. */
const refusedQos = 128

type Route = (packet: PublishPacket, client: Client | null, done: (error?: Error) => void) => void

/**
 * Follows who subscribes to what, and spares the routing of messages that nobody but the collector hears. The broker calls
 * its own `publish` for every packet of a client, after the acknowledgement.
 */
function listenIn(aedes: Aedes): Audience<Client> {
  const audience = createAudience<Client>()
  aedes.on('subscribe', (subscriptions, client) =>
    audience.subscribe(
      client,
      subscriptions.flatMap(({ topic, qos }) => (Number(qos) < refusedQos ? [topic] : [])),
    ),
  )
  aedes.on('unsubscribe', (filters, client) => audience.unsubscribe(client, filters))
  aedes.on('clientDisconnect', (client) => audience.leave(client))
  const broker = aedes as unknown as { publish: Route; published: Route }
  const route = broker.publish.bind(aedes)
  broker.publish = (packet, client, done) => {
    const isUnheard =
      typeof client === 'object' && client !== null && !packet.retain && audience.of(packet.topic)?.size === 0
    if (isUnheard) broker.published(packet, client, done)
    else route(packet, client, done)
  }
  return audience
}

function brokerOptions(log: Log, deliver: MessageHandler): AedesOptions {
  const connected = new Map<string, object>()
  const takeovers = createTally(log, 'client id connected again while connected; two agents may have one identity')
  return {
    preConnect(client, packet, done) {
      // A session that outlives its connection would queue messages in memory without bound; what matters is resent or retained.
      packet.clean = true
      const { clientId } = packet
      if (connected.has(clientId)) takeovers.add({ clientId })
      connected.set(clientId, client)
      client.conn.once('close', () => {
        if (connected.get(clientId) === client) connected.delete(clientId)
      })
      done(null, true)
    },
    published(packet, client, done) {
      // Without a client it is our own, or the broker talking to itself.
      if ((client as object | null) !== null) deliver(packet.topic, payloadBytes(packet.payload))
      done()
    },
  }
}

function payloadBytes(payload: string | Buffer): Uint8Array {
  return typeof payload === 'string' ? Buffer.from(payload) : payload
}

function listen(server: Server, scheme: 'mqtt' | 'mqtts', host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      const boundPort = typeof address === 'object' && address !== null ? address.port : port
      resolve(`${scheme}://${host.includes(':') ? `[${host}]` : host}:${boundPort}`)
    })
  })
}
