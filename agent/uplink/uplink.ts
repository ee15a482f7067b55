import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { aborted } from '../../runtime/closing.ts'
import { type Log, redactUrl } from '../../runtime/log.ts'
import { type Failure, supervise } from '../../runtime/supervise.ts'
import type { Ack } from '../../wire/ack.ts'
import type { Birth } from '../../wire/birth.ts'
import { encode, parse } from '../../wire/codec.ts'
import { duplicateIdentity, type Health } from '../../wire/health.ts'
import type { AgentState } from '../../wire/state.ts'
import {
  type AgentIdentity,
  agentTopic,
  commandTopic,
  parseTopic,
  replyTopic,
  topicFilters,
} from '../../wire/topics.ts'
import { wireVersion } from '../../wire/version.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { answerClipCommand, type RequestClip } from './commands.ts'
import { createDelivery, type Publish } from './delivery.ts'
import { type Broker, type Link, openLink } from './link.ts'
import { createRivals } from './rivals.ts'

export type UplinkOptions = {
  readonly broker: Broker
  readonly identity: AgentIdentity
  readonly outbox: Outbox
  readonly birth: () => Birth
  readonly health: () => Health
  /** Asked for a clip by a collector. */
  readonly requestClip: RequestClip
  readonly healthMs: number
  readonly now: () => number
  readonly log: Log
  /** See `LinkOptions`. */
  readonly keepAliveS?: number
  /** See `DeliveryOptions`. */
  readonly resendMs?: number
}

export type Uplink = {
  /** Publishes health now, as after a change of state; several calls within a moment are one message. */
  reportHealth(): void
  /** Whether there is a broker. */
  connected(): boolean
  /** True while there is a collector and nothing is left to send. */
  caughtUp(): boolean
  /** Says `draining`, lets what is left go for a moment, says `offline`, and ends the connection. */
  close(): Promise<void>
}

/** How often it is looked at what is due while something waits, and while nothing does: each look wakes the processor. */
const tickMs = 200
const idleTickMs = 1_000
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
  const delivery = createDelivery({ ...options, store: outbox, random: Math.random })
  const stopping = new AbortController()
  const collectors = new Map<string, boolean>()
  const run = randomBytes(4).toString('hex')
  const rivals = createRivals(run, Math.random)
  let link: Link | undefined
  let healthDue = Number.POSITIVE_INFINITY
  let isStateDoubted = false
  /** Ends the pause until the next look. */
  let wake = () => {}

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const send = (messages: readonly Publish[]): void => {
    // A publish that fails has lost its connection, which the session below notices.
    for (const message of messages) link?.publish(message).catch(() => undefined)
  }

  const sendBacklog = (): void => {
    if (link !== undefined && link.pendingBytes() < maxPendingBytes) send(delivery.backlog(performance.now()))
  }

  const stateNow = (state: AgentState['state']): AgentState => {
    return { v: wireVersion, state, boot: outbox.boot, run, at: now() }
  }

  const stateMessage = (state: AgentState['state']): Publish => ({
    topic: agentTopic(identity, 'state'),
    payload: encode(stateNow(state)),
  })

  const healthMessage = (): Publish => {
    const alarms = rivals.isAlarm() ? { alarms: [duplicateIdentity] } : {}
    return {
      topic: agentTopic(identity, 'health'),
      payload: encode({ ...options.health(), ...alarms } satisfies Health),
    }
  }

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
    wake()
  }

  const takeOwnState = (state: AgentState): void => {
    if (!rivals.heard(state.run)) return
    // Its last will, or ours of an earlier start, is not the truth about this one.
    isStateDoubted = true
    wake()
    if (rivals.isAlarm())
      log.error(
        { boot: state.boot },
        'another agent connects with the identity of this one; one of the two needs another name',
      )
  }

  const takeCommand = (payload: Buffer): void => {
    const reply = answerClipCommand(parse.clipCommand(payload), options.requestClip, now())
    send([{ topic: replyTopic(identity, 'clip'), payload: encode(reply) }])
  }

  const onMessage = (topic: string, payload: Buffer): void => {
    try {
      const parsed = parseTopic(topic)
      if (parsed?.kind === 'ack') takeAck(parse.ack(payload))
      else if (parsed?.kind === 'state') takeOwnState(parse.state(payload))
      else if (parsed?.kind === 'command-clip') takeCommand(payload)
      else if (parsed?.kind === 'collector-state') {
        takeCollectorState(parsed.collector, parse.collectorState(payload).state === 'online')
      }
    } catch (error) {
      log.warn({ topic, err: error }, 'message not understood')
    }
  }

  /** Announces the agent, then sends what is due. Timers run on the monotonic clock: the wall clock of a box may jump. */
  const converse = async (opened: Link, signal: AbortSignal, healthy: () => void): Promise<void> => {
    const { boot } = outbox
    // Before this agent has spoken itself: what is heard then was said by somebody else.
    await opened.subscribe([agentTopic(identity, 'state')])
    await opened.publish({ topic: agentTopic(identity, 'birth'), payload: encode(options.birth()) }, { retain: true })
    await opened.publish(stateMessage('online'), { retain: true })
    isStateDoubted = false
    await opened.subscribe([
      agentTopic(identity, 'ack'),
      commandTopic(identity, 'clip'),
      topicFilters.everyCollectorState,
    ])
    const startedAt = performance.now()
    healthDue = startedAt
    log.info({ broker: redactUrl(broker.url), waiting: outbox.status().depth }, 'connected')
    signal.addEventListener('abort', () => wake(), { once: true })
    while (!signal.aborted) {
      if (performance.now() - startedAt > steadyMs) healthy()
      if (outbox.boot !== boot) throw new Error('uplink: the outbox was opened late or anew, and counts another boot')
      sendBacklog()
      await correctState(opened)
      if (performance.now() >= healthDue) {
        healthDue = performance.now() + options.healthMs
        send([healthMessage()])
      }
      if (signal.aborted) return
      const untilHealthMs = Math.max(0, healthDue - performance.now())
      await pause(delivery.caughtUp() ? Math.min(idleTickMs, untilHealthMs) : tickMs)
    }
  }

  const correctState = async (opened: Link): Promise<void> => {
    if (!isStateDoubted) return
    isStateDoubted = false
    await opened.publish(stateMessage('online'), { retain: true })
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
    await sleep(rivals.waitMs(), undefined, { signal: stop })
    stop.addEventListener('abort', end)
    const startedAt = performance.now()
    rivals.begin()
    try {
      const will = stateNow('offline')
      link = await openLink({ ...options, will, onMessage, signal: ending.signal })
      await Promise.race([converse(link, ending.signal, healthy), link.lost, aborted(ending.signal)])
      if (hasCollector()) await Promise.race([drain(), link.lost])
    } finally {
      stop.removeEventListener('abort', end)
      ending.abort()
      rivals.end(performance.now() - startedAt)
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
      wake()
    },
    connected: () => link !== undefined,
    caughtUp: () => link !== undefined && delivery.caughtUp(),
    async close() {
      stopping.abort()
      await running
    },
  }
}
