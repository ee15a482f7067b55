import { connect, type Socket } from 'node:net'
import type { Ack } from '../../wire/ack.ts'
import { maxReplayBytes } from '../../wire/codec.ts'
import type { AgentState } from '../../wire/state.ts'
import {
  type AgentIdentity,
  agentClientId,
  agentTopic,
  commandTopic,
  eventTopic,
  topicFilters,
} from '../../wire/topics.ts'
import { asReplayed, birthMessage, createMessageMaker } from './messages.ts'
import {
  connectPacket,
  createPacketReader,
  type Incoming,
  pingPacket,
  pubackPacket,
  publishPacket,
  subscribePacket,
} from './packets.ts'

export type AgentOptions = {
  readonly identity: AgentIdentity
  readonly number: number
  readonly host: string
  readonly port: number
  readonly cameras: number
  /** Messages that lie in its outbox when it connects. */
  readonly backlog: number
  /** What it held when it lost its link: it goes on from there, and sends that again at once. */
  readonly resume?: HeldMessages
  readonly onAcked: (acked: Acked) => void
  readonly onEnd: () => void
}

/** One message that a collector has committed. */
export type Acked = { readonly kind: 'live' | 'replay'; readonly afterMs: number }

/** What an agent without a disk has of its outbox: sent, and acknowledged by nobody. */
export type HeldMessages = {
  readonly boot: number
  readonly lastSeq: number
  readonly texts: ReadonlyMap<number, string>
}

export type SimulatedAgent = {
  /** Sends one live event. */
  live(): void
  /** Sends what the window lets go of the backlog, and again what nobody acknowledged in time. */
  drain(): void
  ping(): void
  /** Messages that are sent and not acknowledged. */
  inFlight(): number
  backlogLeft(): number
  resent(): number
  held(): HeldMessages
  close(): void
}

/** As in an agent: half of a window of 1,024 is for backlog, and an acknowledgement may take 20 s. */
const backlogWindow = 512
const resendMs = 20_000
const keepAliveS = 60
/** Subscriptions are numbered apart from messages. */
const lastSubscription = 2

type Sent = { readonly kind: Acked['kind']; readonly text: string; sentAt: number }

/** Connects one agent that has only its link: no camera, no outbox on disk. Resolves when it may send. */
export function connectAgent(options: AgentOptions): Promise<SimulatedAgent> {
  const { identity, number, host, port, cameras, backlog, onAcked, onEnd } = options
  const { resume } = options
  const boot = resume?.boot ?? Date.now() * 1_000 + Math.floor(Math.random() * 1_000)
  let lastSeq = resume?.lastSeq ?? backlog
  // Numbers of the backlog come first; what is live comes after all of it.
  const backlogMessages = createMessageMaker(identity, { boot, cameras, salt: number, afterSeq: 0 })
  const liveMessages = createMessageMaker(identity, { boot, cameras, salt: number, afterSeq: lastSeq })
  const inFlight = new Map<number, Sent>(
    [...(resume?.texts ?? [])].map(([seq, text]) => [
      seq,
      { kind: 'live', text, sentAt: performance.now() - resendMs },
    ]),
  )
  const dayAgo = Date.now() - 86_400_000
  let backlogMade = 0
  let backlogInFlight = 0
  let resent = 0
  let packetId = 0
  const alsoHeard = [commandTopic(identity, 'clip'), topicFilters.everyCollectorState]

  const publish = (socket: Socket, topic: string, text: string, retain = false): void => {
    packetId = (packetId % 65_535) + 1
    socket.write(publishPacket(packetId, topic, text, retain))
  }

  const stateText = (state: AgentState['state']): string => JSON.stringify({ v: 1, state, boot, at: Date.now() })

  const takeAck = (payload: Buffer): void => {
    const ack = JSON.parse(payload.toString()) as Ack
    if (ack.boot !== boot) return
    const now = performance.now()
    for (const [from, to] of ack.ranges) {
      for (let seq = from; seq <= to; seq++) {
        const sent = inFlight.get(seq)
        if (sent === undefined) continue
        inFlight.delete(seq)
        if (sent.kind === 'replay') backlogInFlight -= 1
        onAcked({ kind: sent.kind, afterMs: now - sent.sentAt })
      }
    }
  }

  const sendReplay = (socket: Socket, texts: readonly string[]): void => {
    if (texts.length > 0) publish(socket, agentTopic(identity, 'replay'), `[${texts.join(',')}]`)
  }

  const resendLate = (socket: Socket): void => {
    const now = performance.now()
    const texts: string[] = []
    for (const sent of inFlight.values()) {
      if (now - sent.sentAt < resendMs || texts.length >= 100) continue
      sent.sentAt = now
      texts.push(asReplayed(sent.text))
    }
    resent += texts.length
    sendReplay(socket, texts)
  }

  const nextBatch = (): string[] => {
    const texts: string[] = []
    let bytes = 2
    while (backlogMade < backlog && backlogInFlight < backlogWindow && bytes < maxReplayBytes - 1_000) {
      backlogMade += 1
      const { seq, text } = backlogMessages.next(dayAgo + backlogMade * 50)
      inFlight.set(seq, { kind: 'replay', text, sentAt: performance.now() })
      backlogInFlight += 1
      texts.push(asReplayed(text))
      bytes += text.length + 20
    }
    return texts
  }

  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true })
    const onPacket = (packet: Incoming): void => {
      if (packet.kind === 'connack') {
        if (packet.code !== 0) socket.destroy(new Error(`fleet: the broker refuses ${agentClientId(identity)}`))
        socket.write(subscribePacket(1, [agentTopic(identity, 'state')]))
        publish(
          socket,
          agentTopic(identity, 'birth'),
          JSON.stringify(birthMessage(boot, cameras, 1 + lastSeq, backlog)),
          true,
        )
        publish(socket, agentTopic(identity, 'state'), stateText('online'), true)
        socket.write(subscribePacket(lastSubscription, [agentTopic(identity, 'ack'), ...alsoHeard]))
      } else if (packet.kind === 'suback') {
        if (packet.packetId === lastSubscription) resolve(agent)
      } else if (packet.kind === 'publish') {
        if (packet.packetId !== undefined) socket.write(pubackPacket(packet.packetId))
        if (packet.topic.endsWith('/ack')) takeAck(packet.payload)
      }
    }
    socket.on('data', createPacketReader(onPacket))
    socket.on('error', reject)
    socket.on('close', () => {
      onEnd()
      reject(new Error(`fleet: ${agentClientId(identity)}: the broker closed the connection`))
    })
    const will = { topic: agentTopic(identity, 'state'), payload: Buffer.from(stateText('offline')) }
    socket.write(connectPacket(agentClientId(identity), keepAliveS, will))

    const agent: SimulatedAgent = {
      live() {
        const { seq, camera, type, text } = liveMessages.next(Date.now())
        inFlight.set(seq, { kind: 'live', text, sentAt: performance.now() })
        lastSeq = seq
        publish(socket, eventTopic(identity, camera, type), text)
      },
      drain() {
        resendLate(socket)
        for (let texts = nextBatch(); texts.length > 0; texts = nextBatch()) sendReplay(socket, texts)
      },
      ping: () => void socket.write(pingPacket),
      inFlight: () => inFlight.size,
      backlogLeft: () => backlog - backlogMade + backlogInFlight,
      resent: () => resent,
      held: () => ({ boot, lastSeq, texts: new Map([...inFlight].map(([seq, { text }]) => [seq, text])) }),
      close: () => void socket.destroy(),
    }
  })
}
