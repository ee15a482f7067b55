/** What is known of an agent → what may honestly be said about it now. Pure. */
import type { Birth } from '../../wire/birth.ts'
import type { CameraHealth, Health } from '../../wire/health.ts'
import type { AgentRecord, AgentStatus, CameraRecord, CameraStatus, DeliveryRecord } from '../../wire/rest.ts'
import type { AgentState } from '../../wire/state.ts'

/** Times are epoch ms of the collector's clock. */
export type AgentTimes = {
  readonly state: AgentState['state'] | undefined
  readonly stateReceivedAt: number | undefined
  readonly birthReceivedAt: number | undefined
  readonly healthReceivedAt: number | undefined
}

export type Knowledge = AgentTimes & {
  readonly site: string
  readonly agent: string
  readonly lastSeenAt: number
  readonly birth: Birth | undefined
  readonly health: Health | undefined
  readonly delivery?: DeliveryRecord | undefined
}

export type Judgement = {
  readonly now: number
  /** When this collector began to listen: `online` from before is hearsay, since nobody could have said `offline`. */
  readonly startedAt: number
  readonly silentAfterMs: number
}

export function agentStatus(times: AgentTimes, { now, startedAt, silentAfterMs }: Judgement): AgentStatus {
  const { state, stateReceivedAt = 0, birthReceivedAt = 0, healthReceivedAt = 0 } = times
  if (state === 'offline') return 'offline'
  if (state === undefined || stateReceivedAt < startedAt) return 'unknown'
  // An agent that has just connected has had no time to say how it is.
  return now - Math.max(healthReceivedAt, birthReceivedAt, stateReceivedAt) > silentAfterMs ? 'silent' : 'online'
}

export function agentRecord(known: Knowledge, judgement: Judgement): AgentRecord {
  const { site, agent, lastSeenAt, birth, health, delivery } = known
  const status = agentStatus(known, judgement)
  return {
    site,
    agent,
    status,
    lastSeenAt,
    ...(birth !== undefined && { boot: birth.boot, startedAt: birth.startedAt, version: birth.software.watchpost }),
    ...outbox(birth, health),
    // Two agents with one identity tell of different boots in turn: their alarm is told by either.
    ...(health?.alarms !== undefined && health.alarms.length > 0 && { alarms: health.alarms }),
    ...(delivery !== undefined && { delivery }),
    cameras: cameraRecords(birth, health, status),
  }
}

type OutboxFacts = Pick<AgentRecord, 'outboxDepth' | 'outboxOldestAt' | 'outboxFailure'>

function outbox(birth: Birth | undefined, health: Health | undefined): OutboxFacts {
  if (health === undefined || !isOfThisBoot(birth, health)) {
    return birth === undefined ? {} : { outboxDepth: birth.outbox.depth }
  }
  const { depth, oldestAt, failure } = health.outbox
  return {
    outboxDepth: depth,
    ...(oldestAt !== undefined && { outboxOldestAt: oldestAt }),
    ...(failure !== undefined && { outboxFailure: failure }),
  }
}

function isOfThisBoot(birth: Birth | undefined, health: Health | undefined): boolean {
  return health !== undefined && (birth === undefined || birth.boot === health.boot)
}

function cameraRecords(birth: Birth | undefined, health: Health | undefined, agent: AgentStatus): CameraRecord[] {
  const reports = isOfThisBoot(birth, health) && health !== undefined ? health.cameras : []
  const reportOf = (camera: string) => reports.find((report) => report.camera === camera)
  if (birth !== undefined) {
    return birth.cameras.map(({ camera, name, source, fps, rules }) => ({
      camera,
      name,
      source,
      fpsAsked: fps,
      rules,
      ...condition(reportOf(camera), health?.at, agent),
    }))
  }
  return reports.map((report) => ({
    camera: report.camera,
    name: report.camera,
    source: '',
    fpsAsked: report.fpsAsked,
    rules: [],
    ...condition(report, health?.at, agent),
  }))
}

type Condition = Pick<CameraRecord, 'status'> & Partial<CameraRecord>

function condition(report: CameraHealth | undefined, reportedAt: number | undefined, agent: AgentStatus): Condition {
  if (report === undefined || reportedAt === undefined) return { status: withoutReport(agent) }
  const { state, since, reason, detail, frameAt, fpsGot, inferenceMs } = report
  const facts = {
    ...(reason !== undefined && { reason }),
    ...(detail !== undefined && { detail }),
    ...(frameAt !== undefined && { frameAt }),
  }
  if (agent !== 'online') return { status: withoutReport(agent), ...facts }
  const stale = state === 'live' ? staleness(report, reportedAt) : undefined
  if (stale !== undefined) return { status: 'down', ...facts, reason: 'stale-frame', detail: stale }
  return { status: state, since, fpsGot, ...(inferenceMs !== undefined && { inferenceMs }), ...facts }
}

function withoutReport(agent: AgentStatus): CameraStatus {
  return agent === 'silent' ? 'silent' : 'unknown'
}

const freshFrameMs = 15_000

/** Both times are of the agent's clock, so that a clock that is wrong makes no camera look dead. */
function staleness({ frameAt, fpsAsked }: CameraHealth, reportedAt: number): string | undefined {
  if (frameAt === undefined) return 'reported as live without any frame'
  const ageMs = reportedAt - frameAt
  if (ageMs <= Math.max(freshFrameMs, 3_000 / Math.max(fpsAsked, 0.01))) return undefined
  return `reported as live, but its last frame was ${Math.round(ageMs / 1_000)} s old`
}
