import { connect as connectTcp, isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect as connectTls } from 'node:tls'
import { MqttClient } from 'mqtt'
import { type Log, redactUrl } from '../../runtime/log.ts'
import { explainTls } from '../../runtime/tls-problem.ts'
import { agentTopic, eventTopic, parseTopic, replyTopic } from '../../wire/topics.ts'
import { createTally } from '../tally.ts'
import type { Broker, MessageHandler } from './broker.ts'
import { gatePubacks, type PubackGate } from './puback-gate.ts'

export type ExternalBrokerOptions = {
  /** mqtt:// or mqtts:// */
  readonly url: string
  readonly username?: string
  readonly password?: string
  /** Authorities that it may be certified by, PEM; else those that this system knows. */
  readonly ca?: string
  /** The same at every start: the broker keeps for it what comes while it is away. */
  readonly clientId: string
  /** What the broker says, retained, when this collector is gone without a goodbye. */
  readonly will: { readonly topic: string; readonly payload: Buffer }
  readonly log: Log
}

const reconnectMs = 1_000
const keepAliveS = 15
const everyAgent = { site: '+', agent: '+' }
const filters = [
  eventTopic(everyAgent, '+', '+'),
  replyTopic(everyAgent, 'clip'),
  ...(['replay', 'birth', 'state', 'health'] as const).map((kind) => agentTopic(everyAgent, kind)),
]

/**
 * Somebody else's broker, spoken to as MQTT 3.1.1. The session outlives the connection, and a message is acknowledged to
 * the broker when the handler says that it is stored: what was not when the collector died comes again.
 */
export function createExternalBroker(options: ExternalBrokerOptions): Broker {
  const { url, username, password, clientId, will, log } = options
  const shownUrl = redactUrl(url)
  const away = createTally(log, 'not connected to the broker; it is tried again')
  const refused = createTally(log, 'the broker refuses a subscription')
  let handler: MessageHandler | undefined
  let greet: (() => void) | undefined
  let failure: string | undefined = 'not connected yet'
  let client: MqttClient | undefined
  let gate: PubackGate | undefined

  const connectGated = (): Duplex => {
    gate = gatePubacks(openSocket(new URL(url), options.ca))
    return gate.stream
  }

  const open = (): void => {
    client = new MqttClient(connectGated, {
      clientId,
      protocolVersion: 4,
      clean: false,
      keepalive: keepAliveS,
      reconnectPeriod: reconnectMs,
      resubscribe: false,
      will: { ...will, qos: 1, retain: true },
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
    })
    client.on('connect', () => void welcome())
    client.on('error', (error) => {
      failure = `${shownUrl}: ${describe(error)}`
      away.add({ broker: shownUrl, err: error })
    })
    client.on('close', () => {
      failure ??= `${shownUrl}: the connection ended`
    })
    client.on('message', (topic, payload, { qos, messageId }) => {
      const connection = gate
      const stored = (): void => {
        if (qos > 0 && messageId !== undefined) connection?.release(messageId)
      }
      // The states of collectors come by the same filter as those of agents.
      if (parseTopic(topic)?.kind === 'collector-state') stored()
      else handler?.(topic, payload, stored)
    })
  }

  const welcome = async (): Promise<void> => {
    try {
      await client?.subscribeAsync(filters, { qos: 1 })
      failure = undefined
      log.info({ broker: shownUrl }, 'connected to the broker')
      greet?.()
    } catch (error) {
      failure = `${shownUrl}: ${describe(error)}`
      refused.add({ broker: shownUrl, err: error })
    }
  }

  return {
    onMessage(next) {
      handler = next
    },
    onConnect(next) {
      greet = next
    },
    open() {
      open()
      return Promise.resolve(shownUrl)
    },
    async publish(topic, payload, publishOptions) {
      if (client?.connected !== true) throw new Error(`broker: not connected to ${shownUrl}`)
      await client.publishAsync(topic, payload, publishOptions)
    },
    failure: () => failure,
    async close() {
      failure = 'closed'
      if (client?.connected === true) await client.endAsync()
      else client?.end(true)
    },
  }
}

function openSocket({ protocol, hostname, port }: URL, ca: string | undefined): Duplex {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (protocol !== 'mqtts:') return connectTcp({ host, port: Number(port || 1_883), noDelay: true })
  return connectTls({
    ...{ host, port: Number(port || 8_883) },
    // RFC 6066, section 3: an address is no name.
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca !== undefined && { ca }),
  })
}

/** Of a host with several addresses, all of them refusing, the message is empty. */
function describe(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException
  return explainTls(error) ?? (message || code || String(error))
}
