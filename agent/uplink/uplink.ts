import { setTimeout as sleep } from 'node:timers/promises'
import { aborted } from '../../runtime/closing.ts'
import { type Log, redactUrl } from '../../runtime/log.ts'
import { type Failure, supervise } from '../../runtime/supervise.ts'
import type { Ack } from '../../wire/ack.ts'
import type { Birth } from '../../wire/birth.ts'
import { encode, parse } from '../../wire/codec.ts'
import type { Health } from '../../wire/health.ts'
import type { AgentState } from '../../wire/state.ts'
import { type AgentIdentity, agentTopic, parseTopic } from '../../wire/topics.ts'
import { wireVersion } from '../../wire/version.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { createDelivery, type Publish } from './delivery.ts'
import { type Broker, type Link, openLink } from './link.ts'

export type UplinkOptions = {
  readonly broker: Broker
  readonly identity: AgentIdentity
  readonly outbox: Outbox
  readonly birth: () => Birth
  readonly health: () => Health
  readonly healthMs: number
  readonly now: () => number
  readonly log: Log
}

export type Uplink = {
  /** Publishes health now, as after a change of state; several calls within a moment are one message. */
  reportHealth(): void
  /** True while there is a collector and nothing is left to send. */
  caughtUp(): boolean
  /** Says `draining`, lets what is left go for a moment, says `offline`, and ends the connection. */
  close(): Promise<void>
}

const tickMs = 200
/** A service manager does not wait long for a program that it stops. */
const drainMs = 2_000
const drainTickMs = 50
/** A session that lasts this long works. One that the broker ends at once, as when two agents fight for a name, does not. */
const steadyMs = 5_000
/** While the broker has this much to read, no backlog is added: live events must not queue up behind it. */
const maxPendingBytes = 64 * 1024

/**
 * Carries the outbox to the collectors: connects, announces, sends, resends, holds. It never gives up and never throws;
 * what it cannot deliver stays in the outbox.
 */
export function startUplink(options: UplinkOptions): Uplink {
  const { broker, identity, outbox, log, now } = options
  const delivery = createDelivery({ identity, store: outbox, random: Math.random })
  const stopping = new AbortController()
  const collectors = new Map<string, boolean>()
  let link: Link | undefined
  let healthDue = Number.POSITIVE_INFINITY

  const send = (messages: readonly Publish[]): void => {
    // A publish that fails has lost its connection, which the session below notices.
    for (const message of messages) link?.publish(message).catch(() => undefined)
  }

  const sendBacklog = (): void => {
    if (link !== undefined && link.pendingBytes() < maxPendingBytes) send(delivery.backlog(performance.now()))
  }

  const stateMessage = (state: AgentState['state']): Publish => ({
    topic: agentTopic(identity, 'state'),
    payload: encode({ v: wireVersion, state, boot: outbox.boot, at: now() } satisfies AgentState),
  })

  const takeAck = (ack: Ack): void => {
    try {
      delivery.acknowledge(ack)
    } catch (error) {
      log.warn({ err: error }, 'acknowledged events cannot be deleted; they are sent again')
    }
    sendBacklog()
  }

  const hasCollector = (): boolean => [...collectors.values()].some(Boolean)

  const takeCollectorState = (collector: string, isOnline: boolean): void => {
    collectors.set(collector, isOnline)
    if (hasCollector()) delivery.resume(performance.now())
    else delivery.hold()
  }

  const onMessage = (topic: string, payload: Buffer): void => {
    try {
      const parsed = parseTopic(topic)
      if (parsed?.kind === 'ack') takeAck(parse.ack(payload))
      else if (parsed?.kind === 'collector-state') {
        takeCollectorState(parsed.collector, parse.collectorState(payload).state === 'online')
      }
    } catch (error) {
      log.warn({ topic, err: error }, 'message not understood')
    }
  }

  /** Announces the agent, then sends what is due. Timers run on the monotonic clock: the wall clock of a box may jump. */
  const converse = async (opened: Link, signal: AbortSignal, healthy: () => void): Promise<void> => {
    await opened.publish({ topic: agentTopic(identity, 'birth'), payload: encode(options.birth()) }, { retain: true })
    await opened.publish(stateMessage('online'), { retain: true })
    await opened.subscribe()
    const startedAt = performance.now()
    healthDue = startedAt
    log.info({ broker: redactUrl(broker.url), waiting: outbox.status().depth }, 'connected')
    while (!signal.aborted) {
      if (performance.now() - startedAt > steadyMs) healthy()
      sendBacklog()
      if (performance.now() >= healthDue) {
        healthDue = performance.now() + options.healthMs
        send([{ topic: agentTopic(identity, 'health'), payload: encode(options.health()) }])
      }
      await sleep(tickMs, undefined, { signal }).catch(() => undefined)
    }
  }

  /** What the cameras said as they were stopped still leaves; what is not acknowledged in time waits on disk. */
  const drain = async (): Promise<void> => {
    send([stateMessage('draining')])
    const until = performance.now() + drainMs
    while (outbox.status().depth > 0 && performance.now() < until) {
      sendBacklog()
      await sleep(drainTickMs)
    }
  }

  const session = async (stop: AbortSignal, healthy: () => void): Promise<void> => {
    const ending = new AbortController()
    const end = () => ending.abort()
    stop.addEventListener('abort', end)
    try {
      link = await openLink({ broker, identity, boot: outbox.boot, now, onMessage, signal: ending.signal })
      await Promise.race([converse(link, ending.signal, healthy), link.lost, aborted(ending.signal)])
      if (hasCollector()) await Promise.race([drain(), link.lost])
    } finally {
      stop.removeEventListener('abort', end)
      ending.abort()
      await link?.close(stop.aborted ? stateMessage('offline') : undefined)
      link = undefined
      collectors.clear()
      delivery.hold()
    }
  }

  outbox.onCommit((messages) => send(delivery.live(messages, performance.now())))

  const running = supervise(session, {
    signal: stopping.signal,
    onFailure: ({ error, attempt, retryInMs }: Failure) =>
      log.warn(
        { err: error, attempt, retryInMs, waiting: outbox.status().depth },
        'not connected; events wait on disk',
      ),
  })

  return {
    reportHealth() {
      healthDue = Math.min(healthDue, performance.now() + tickMs)
    },
    caughtUp: () => link !== undefined && delivery.caughtUp(),
    async close() {
      stopping.abort()
      await running
    },
  }
}
