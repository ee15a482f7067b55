import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type IClientOptions, type MqttClient } from 'mqtt'
import { redactUrl } from '../../runtime/log.ts'
import { explainTls } from '../../runtime/tls-problem.ts'
import { encode } from '../../wire/codec.ts'
import type { AgentState } from '../../wire/state.ts'
import { type AgentIdentity, agentClientId, agentTopic } from '../../wire/topics.ts'
import type { Publish } from './delivery.ts'

export type Broker = {
  readonly url: string
  readonly username?: string
  readonly password?: string
  /** Authorities that it may be certified by, PEM; else those that Node knows. */
  readonly ca?: string | undefined
}

/** One connection to the broker: it is opened, used and thrown away. */
export type Link = {
  /** QoS 1. Resolves when the broker has it, which is not yet delivery; rejects when the connection ends before. */
  publish(message: Publish, options?: { retain?: boolean }): Promise<void>
  /** From now on what is said on these comes in. */
  subscribe(topics: readonly string[]): Promise<void>
  /** Bytes that are published and that the broker does not have yet. */
  pendingBytes(): number
  /** Rejects when the connection ends, however that happens. */
  readonly lost: Promise<never>
  /** Ends the connection. With a farewell it is a proper goodbye, after which the last will stays unspoken. */
  close(farewell?: Publish): Promise<void>
}

export type LinkOptions = {
  readonly broker: Broker
  readonly identity: AgentIdentity
  /** What the broker says for the agent when the connection ends without a goodbye. */
  readonly will: AgentState
  readonly onMessage: (topic: string, payload: Buffer) => void
  /** A half-open link is noticed after one and a half of these, however much is being sent into it. */
  readonly keepAliveS?: number
  /** Ends an attempt to connect; an open link is ended by `close`. */
  readonly signal: AbortSignal
}

const connectTimeoutMs = 10_000
/** A broker that is gone must not keep the agent from stopping. */
const goodbyeMs = 1_500

/**
 * Connects. The client library neither reconnects nor sends anything twice: what is unacknowledged lies in the outbox.
 * @throws Error naming the broker
 */
export async function openLink(options: LinkOptions): Promise<Link> {
  const { onMessage } = options
  const { client, lost } = await connectToBroker(options)
  let pending = 0
  client.on('message', (topic, payload) => onMessage(topic, payload))

  const publish: Link['publish'] = async ({ topic, payload }, { retain = false } = {}) => {
    pending += payload.byteLength
    try {
      await client.publishAsync(topic, payload, { qos: 1, retain })
    } finally {
      pending -= payload.byteLength
    }
  }

  const sayGoodbye = async (farewell: Publish): Promise<void> => {
    await publish(farewell, { retain: true })
    await client.endAsync()
  }

  return {
    lost,
    publish,
    async subscribe(topics) {
      await client.subscribeAsync([...topics], { qos: 1 })
    },
    pendingBytes: () => pending,
    async close(farewell) {
      if (farewell !== undefined) {
        const late = sleep(goodbyeMs, undefined, { ref: false })
        await Promise.race([sayGoodbye(farewell), lost, late]).catch(() => undefined)
      }
      client.removeAllListeners('message')
      client.end(true)
      // `end` does nothing when one is under way already, as when the goodbye was too late.
      client.stream.destroy()
    },
  }
}

async function connectToBroker(options: LinkOptions): Promise<{ client: MqttClient; lost: Promise<never> }> {
  const { broker, signal } = options
  const url = redactUrl(broker.url)
  const client = connect(broker.url, clientOptions(options))
  const connected = new Promise<void>((resolve) => client.once('connect', () => resolve()))
  const lost = new Promise<never>((_, reject) => {
    client.on('error', (error) => reject(new Error(`uplink: the connection to ${url} failed`, { cause: error })))
    client.on('close', () => {
      // The library answers for what it could not send only when it is told to end.
      client.end(true)
      reject(new Error(`uplink: the connection to ${url} ended`))
    })
  })
  // Nobody may be waiting at the moment it is lost.
  lost.catch(() => undefined)
  const giveUp = () => client.end(true)
  signal.addEventListener('abort', giveUp)
  try {
    await Promise.race([connected, lost])
    return { client, lost }
  } catch (error) {
    client.end(true)
    throw new Error(`uplink: no connection to the broker at ${url}: ${describe(error)}`, { cause: error })
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

/** MQTT 3.1.1, section 3.2.2.3: who it is, is not known or not believed. */
const refusedCodes = new Set([4, 5])

function describe(error: unknown): string {
  const { cause } = error as Error
  if (refusedCodes.has((cause as { code?: number } | undefined)?.code ?? 0))
    return 'it does not know this agent; enrol it with a code of the control room: npm run agent -- enrol CODE'
  const untrusted = explainTls(cause)
  if (untrusted !== undefined) return untrusted
  // Of a host with several addresses, all of them refusing, the message is empty.
  if (cause instanceof Error) return cause.message || (cause as NodeJS.ErrnoException).code || cause.name
  return 'it ended the connection'
}

function clientOptions({ broker, identity, will, keepAliveS = 10 }: LinkOptions): IClientOptions {
  return {
    clientId: agentClientId(identity),
    // aedes and many others speak 3.1.1 only.
    protocolVersion: 4,
    clean: true,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    connectTimeout: connectTimeoutMs,
    keepalive: keepAliveS,
    ...(broker.username === undefined ? {} : { username: broker.username }),
    ...(broker.password === undefined ? {} : { password: broker.password }),
    ...(broker.ca === undefined ? {} : { ca: broker.ca }),
    will: { topic: agentTopic(identity, 'state'), payload: encode(will), qos: 1, retain: true },
  }
}
