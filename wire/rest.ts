/** What the collector's REST interface answers; also the elements of the live feed. */
import Type, { type Static } from 'typebox'
import { BirthRule } from './birth.ts'
import { ClockQuality, EndReason, EventPhase, Evicted, Lost, Name, Point, Severity, Speed, Tally } from './event.ts'
import { Box, Clip, ClipFailure, Instant, Privacy, Sha256 } from './event-media.ts'
import { duplicateIdentity } from './health.ts'
import type { IncidentRecord } from './incidents.ts'

/** One event as a person sees it: its start, updates and end in one row. */
export const EventRecord = Type.Object(
  {
    id: Type.String(),
    site: Name,
    agent: Name,
    camera: Name,
    type: Type.String(),
    phase: Type.Unsafe<EventPhase>({
      ...EventPhase,
      description: 'Of the newest message; `end` and `pulse` are final',
    }),
    startAt: Type.Integer({ ...Instant, description: 'Time of the frame that began it' }),
    endAt: Type.Optional(Type.Integer({ ...Instant, description: 'Absent while it lasts' })),
    receivedAt: Type.Integer({ ...Instant, description: 'When its first message came, by the clock of the collector' }),
    timing: Type.Optional(
      Type.Union([Type.Literal('late'), Type.Literal('future')], {
        description:
          'When startAt and receivedAt do not go together; late: it came more than a minute after; future: it says that it began after it came, so that the clock of the agent is wrong',
      }),
    ),
    clock: ClockQuality,
    rule: Type.Optional(Type.String()),
    zone: Type.Optional(Type.String()),
    line: Type.Optional(Type.String()),
    direction: Type.Optional(Type.Union([Type.Literal('in'), Type.Literal('out')])),
    dwellMs: Type.Optional(Type.Integer()),
    severity: Type.Optional(Severity),
    count: Type.Optional(Type.Integer({ description: 'Of zone.crowded: how many; once it is over, the most' })),
    counts: Type.Optional(Type.Array(Tally)),
    intervalMs: Type.Optional(Type.Integer({ description: 'Of count.interval: how long before startAt it began' })),
    speed: Type.Optional(Speed),
    cause: Type.Optional(Type.String({ description: 'Why a camera or a detector failed, as a code' })),
    reason: Type.Optional(EndReason),
    class: Type.Optional(Type.String()),
    vehicleType: Type.Optional(Type.String()),
    label: Type.Optional(Type.String()),
    score: Type.Optional(Type.Number({ description: 'The best of its messages' })),
    box: Type.Optional(Box),
    track: Type.Optional(Type.Integer()),
    path: Type.Optional(Type.Array(Point)),
    snapshot: Type.Optional(
      Type.String({ ...Sha256, description: 'GET /api/media/{sha256}; may arrive after the event' }),
    ),
    snapshotBox: Type.Optional(Box),
    thumbnail: Type.Optional(
      Type.String({ ...Sha256, description: 'A small picture of the object; may arrive after the event' }),
    ),
    clip: Type.Optional(Clip),
    clipFailure: Type.Optional(ClipFailure),
    privacy: Type.Optional(Type.Array(Privacy)),
    lost: Type.Optional(Lost),
    evicted: Type.Optional(Evicted),
    model: Type.Optional(Type.String()),
    config: Type.Optional(Type.String()),
    boot: Type.Integer(),
    firstSeq: Type.Integer(),
    lastSeq: Type.Integer(),
    replayed: Type.Boolean({ description: 'Some message of it came after an outage' }),
  },
  { title: 'Event' },
)
export type EventRecord = Static<typeof EventRecord>

export const ClipRequested = Type.Object(
  {
    state: Type.Union([Type.Literal('there'), Type.Literal('requested')], {
      description:
        'there: the event names its clip already; requested: an update of the event will, or say in clipFailure why there is none',
    }),
  },
  { description: 'A clip that was asked for' },
)

export const EventPage = Type.Object({
  events: Type.Array(EventRecord),
  nextCursor: Type.Optional(Type.String({ description: 'Pass as `cursor` for the next page; absent on the last' })),
})
export type EventPage = Static<typeof EventPage>

const countedFacts = [
  'site',
  'agent',
  'camera',
  'type',
  'class',
  'rule',
  'zone',
  'direction',
  'severity',
  'snapshot',
  'clip',
  'open',
] as const
/** By what events are counted. */
export const CountedFact = Type.Union(
  countedFacts.map((fact) => Type.Literal(fact)),
  {
    description:
      'One row for each word that they have; an agent is named as site/agent, a camera as site/agent/camera; snapshot, clip and open: true where there is one, where it lasts',
  },
)
export type CountedFact = (typeof countedFacts)[number]

export const CountUnit = Type.Union([Type.Literal('hour'), Type.Literal('day'), Type.Literal('week')], {
  description: 'Of timeZone; weeks begin on Monday',
})
export type CountUnit = Static<typeof CountUnit>

export const EventCounts = Type.Object(
  {
    timeZone: Type.String({ description: 'Whose hours, days and weeks these are' }),
    starts: Type.Array(Instant, {
      description: 'When each hour, day or week begins; one for all when none is asked for',
    }),
    rows: Type.Array(
      Type.Object({
        value: Type.Union([Type.String(), Type.Null()], {
          description: 'The word that is counted; null: events without one, or all when they are counted by nothing',
        }),
        total: Type.Integer(),
        counts: Type.Array(Type.Integer(), { description: 'One for each of starts' }),
      }),
      { description: 'Most frequent first; words that never occur are left out' },
    ),
  },
  { title: 'Counts of events' },
)
export type EventCounts = Static<typeof EventCounts>

/** `silent`: connected, but no health for three of its periods. Never `live` without a fresh frame. */
export const CameraStatus = Type.Union([
  Type.Literal('live'),
  Type.Literal('starting'),
  Type.Literal('degraded'),
  Type.Literal('down'),
  Type.Literal('ended'),
  Type.Literal('silent'),
  Type.Literal('unknown'),
])
export type CameraStatus = Static<typeof CameraStatus>

export const CameraRecord = Type.Object({
  camera: Name,
  name: Type.String(),
  source: Type.String(),
  status: CameraStatus,
  since: Type.Optional(Instant),
  reason: Type.Optional(Type.String({ description: 'Why it is not live, as a code' })),
  detail: Type.Optional(Type.String({ description: 'The same as a sentence, in English' })),
  frameAt: Type.Optional(Instant),
  fpsAsked: Type.Number(),
  fpsGot: Type.Optional(Type.Number()),
  inferenceMs: Type.Optional(Type.Number()),
  rules: Type.Array(BirthRule),
})
export type CameraRecord = Static<typeof CameraRecord>

export const AgentStatus = Type.Union([
  Type.Literal('online'),
  Type.Literal('silent'),
  Type.Literal('offline'),
  Type.Literal('unknown'),
])
export type AgentStatus = Static<typeof AgentStatus>

/** Every message of an agent has its place in an order without gaps: what came of it. */
export const DeliveryRecord = Type.Object({
  stored: Type.Integer({ description: 'Messages that are stored' }),
  duplicates: Type.Integer({ description: 'Messages that came again; they changed nothing' }),
  quarantined: Type.Integer({ description: 'Messages that could not be understood and were set aside' }),
  filled: Type.Integer({ description: 'Messages that closed a gap: later ones had come before them' }),
  missing: Type.Integer({
    description: 'Messages that must exist and did not come; while outboxDepth is as high, they wait',
  }),
  declared: Type.Integer({ description: 'Messages that the agent itself says are lost' }),
  gaps: Type.Array(Type.Tuple([Type.Integer(), Type.Integer()]), {
    description: 'The newest of what is missing, sequence numbers, each [from, to] inclusive',
  }),
  losses: Type.Array(
    Type.Object({
      cause: Type.String({ description: 'As in `lost` of the event that declared it' }),
      from: Type.Integer({ description: 'First of the sequence numbers' }),
      to: Type.Integer({ description: 'Last of them, inclusive' }),
    }),
    { description: 'The newest of what is declared lost, without what came after all' },
  ),
  clockOffsetMs: Type.Optional(
    Type.Integer({ description: 'Its clock minus that of the collector; known to within the delay of the network' }),
  ),
})
export type DeliveryRecord = Static<typeof DeliveryRecord>

export const AgentRecord = Type.Object(
  {
    site: Name,
    agent: Name,
    status: AgentStatus,
    lastSeenAt: Type.Integer({ ...Instant, description: 'When the collector last heard anything from it' }),
    boot: Type.Optional(Type.Integer()),
    startedAt: Type.Optional(Instant),
    version: Type.Optional(Type.String()),
    outboxDepth: Type.Optional(Type.Integer({ description: 'Messages that it still keeps, to be acknowledged' })),
    outboxOldestAt: Type.Optional(Type.Integer({ ...Instant, description: 'Time of the oldest of them' })),
    outboxFailure: Type.Optional(
      Type.String({ description: 'Why it cannot write events to its disk now, as a sentence in English' }),
    ),
    alarms: Type.Optional(
      Type.Array(Type.String(), {
        description: `What a person must put right, as codes: ${duplicateIdentity}, two agents use this identity; or newer`,
      }),
    ),
    delivery: Type.Optional(DeliveryRecord),
    cameras: Type.Array(CameraRecord),
  },
  { title: 'Agent' },
)
export type AgentRecord = Static<typeof AgentRecord>

export const AgentList = Type.Object({ agents: Type.Array(AgentRecord) })
export type AgentList = Static<typeof AgentList>

const Check = Type.Object({ ok: Type.Boolean(), reason: Type.Optional(Type.String()) })

export const CollectorHealth = Type.Object(
  {
    ok: Type.Boolean(),
    version: Type.String(),
    checks: Type.Object({ broker: Check, ingest: Check, store: Check, incidents: Check, certificate: Check }),
    stored: Type.Integer({ description: 'Event messages stored since start' }),
    duplicates: Type.Integer({ description: 'Messages that were stored already and acknowledged again, since start' }),
    quarantined: Type.Integer({ description: 'Messages that could not be understood and were set aside, since start' }),
    setAside: Type.Optional(
      Type.Array(Type.String(), {
        description:
          'Databases that were found damaged when the collector started and that lie in its dataFolder under these names: an empty one took the place of each. Until they are moved away, what came before counts as missing',
      }),
    ),
  },
  { title: 'Health of the collector' },
)
export type CollectorHealth = Static<typeof CollectorHealth>

/** An error, RFC 9457. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'urn:watchpost:error:{code}' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.Optional(Type.String()),
  },
  { title: 'Problem' },
)
export type Problem = Static<typeof Problem>

/** Server-Sent Events of `GET /api/feed`: event name → type of its data. Besides, `gap`, which says nothing. */
export type FeedMessages = { event: EventRecord; agent: AgentRecord; incident: IncidentRecord }
