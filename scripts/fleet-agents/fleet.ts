import { setTimeout as sleep } from 'node:timers/promises'
import { grouped, milliseconds, perSecond } from './figures.ts'
import { type Acked, connectAgent, type SimulatedAgent } from './simulated-agent.ts'

export type FleetOptions = {
  readonly host: string
  readonly port: number
  readonly agents: number
  readonly cameras: number
  /** Live events per second of all agents together; `max`: as many as are acknowledged. */
  readonly rate: number | 'max'
  /** For `max`: live events of all agents that are sent and not acknowledged. */
  readonly window: number
  /** Messages of all agents together that wait on disk when they connect. */
  readonly backlog: number
  readonly seconds: number
  /** Ends the run before its time. */
  readonly signal?: AbortSignal
  /** All are connected, and none has sent an event. */
  readonly onConnected?: () => void
  /** One live event is on disk. */
  readonly onLiveAck?: (afterMs: number) => void
  readonly onProgress: (line: string) => void
}

export type FleetFigures = {
  readonly connected: number
  readonly connectMs: number
  readonly runMs: number
  readonly live: number
  /** From sending to the acknowledgement that it is on disk. */
  readonly liveAckMs: readonly number[]
  readonly replayed: number
  readonly drainMs: number
  readonly resent: number
  readonly unacknowledged: number
  readonly lostConnections: number
}

const tickMs = 5
const progressMs = 2_000
const pingMs = 20_000
/** Connections that are opened at the same time. */
const connectWidth = 100

/** Connects the agents, lets them send for the time, then waits until everything is acknowledged, or nothing moves. */
export async function runFleet(options: FleetOptions): Promise<FleetFigures> {
  const counts = { live: 0, replay: 0, lost: 0 }
  const liveAckMs: number[] = []
  let isOver = false
  const onAcked = ({ kind, afterMs }: Acked): void => {
    counts[kind] += 1
    if (kind !== 'live') return
    liveAckMs.push(afterMs)
    options.onLiveAck?.(afterMs)
  }
  const onEnd = (): void => {
    if (!isOver) counts.lost += 1
  }

  const connectingAt = performance.now()
  const agents = await connectAll(options, onAcked, onEnd)
  options.onConnected?.()
  const startedAt = performance.now()
  const pinging = setInterval(() => {
    for (const agent of agents) agent.ping()
  }, pingMs)
  const progress = createProgress(options, agents, counts, liveAckMs)

  const backlogLeft = () => agents.reduce((sum, agent) => sum + agent.backlogLeft(), 0)
  const inFlight = () => agents.reduce((sum, agent) => sum + agent.inFlight(), 0)
  const sendLive = createLiveSender(options, agents)
  let drainMs = 0
  let movedAt = startedAt
  for (let now = startedAt; ; now = performance.now()) {
    const acked = counts.live + counts.replay
    const isSending = now - startedAt < options.seconds * 1_000 || backlogLeft() > 0
    if (isSending) sendLive(now - startedAt, counts.live)
    for (const agent of agents) agent.drain()
    if (drainMs === 0 && options.backlog > 0 && backlogLeft() === 0) drainMs = now - startedAt
    progress(now - startedAt)
    if ((!isSending && inFlight() === 0) || options.signal?.aborted === true) break
    await sleep(tickMs)
    if (counts.live + counts.replay > acked) movedAt = performance.now()
    if (performance.now() - movedAt > 60_000) break
  }
  isOver = true
  clearInterval(pinging)
  const figures = {
    connected: agents.length,
    connectMs: startedAt - connectingAt,
    runMs: performance.now() - startedAt,
    live: counts.live,
    liveAckMs,
    replayed: counts.replay,
    drainMs,
    resent: agents.reduce((sum, agent) => sum + agent.resent(), 0),
    unacknowledged: inFlight(),
    lostConnections: counts.lost,
  }
  for (const agent of agents) agent.close()
  return figures
}

async function connectAll(
  options: FleetOptions,
  onAcked: (acked: Acked) => void,
  onEnd: () => void,
): Promise<SimulatedAgent[]> {
  const agents: SimulatedAgent[] = []
  let next = 0
  const perAgent = Math.floor(options.backlog / options.agents)
  const connectSome = async (): Promise<void> => {
    while (next < options.agents) {
      const number = next++
      const identity = { site: `site-${1 + Math.floor(number / 100)}`, agent: `agent-${number + 1}` }
      const { host, port, cameras } = options
      agents.push(await connectAgent({ identity, number, host, port, cameras, backlog: perAgent, onAcked, onEnd }))
    }
  }
  await Promise.all(Array.from({ length: connectWidth }, connectSome))
  return agents
}

/** Live events in turn, agent by agent, at the rate, or within the window. */
function createLiveSender({ rate, window }: FleetOptions, agents: readonly SimulatedAgent[]) {
  let sent = 0
  let turn = 0
  return (elapsedMs: number, acked: number): void => {
    const due = rate === 'max' ? acked + window : Math.floor((elapsedMs / 1_000) * rate)
    for (; sent < due; sent++) agents[turn++ % agents.length]?.live()
  }
}

function createProgress(
  { onProgress }: FleetOptions,
  agents: readonly SimulatedAgent[],
  counts: { readonly live: number; readonly replay: number },
  liveAckMs: readonly number[],
): (elapsedMs: number) => void {
  let shownMs = 0
  let shown = { live: 0, replay: 0 }
  return (elapsedMs) => {
    if (elapsedMs - shownMs < progressMs) return
    const left = agents.reduce((sum, agent) => sum + agent.backlogLeft(), 0)
    const live = perSecond(counts.live - shown.live, elapsedMs - shownMs)
    const replay = perSecond(counts.replay - shown.replay, elapsedMs - shownMs)
    onProgress(
      `${(elapsedMs / 1_000).toFixed(0).padStart(4)} s  live ${grouped(live)}/s, acknowledged after ${milliseconds(liveAckMs.slice(shown.live))} ms  replay ${grouped(replay)}/s, left ${grouped(left)}`,
    )
    shownMs = elapsedMs
    shown = { live: counts.live, replay: counts.replay }
  }
}
