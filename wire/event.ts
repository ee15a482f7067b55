import Type, { type Static } from 'typebox'
import { Box, EventMedia, Instant } from './event-media.ts'
import { eventTypePattern, namePattern } from './topics.ts'

/** Classes in the words of ONVIF Profile M; an open set on the wire, so that a new class is no new major. */
export const objectClasses = ['Human', 'Vehicle', 'Bicycle', 'Animal', 'Bag', 'Other', 'Motion'] as const
export const vehicleTypes = ['Car', 'Bus', 'Truck', 'Motorcycle', 'TwoWheeler', 'Train', 'Boat'] as const

export const Name = Type.String({ pattern: namePattern, maxLength: 48 })
const Unit = Type.Number({ minimum: 0, maximum: 1 })
const Seq = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const Word = Type.String({ minLength: 1, maxLength: 64 })
export const Point = Type.Tuple([Unit, Unit], { description: '[x, y], each 0–1 of the picture, y downwards' })

export const ClockQuality = Type.Union([Type.Literal('ntp'), Type.Literal('rtc'), Type.Literal('none')], {
  description: 'ntp: disciplined; rtc: plausible but unchecked; none: the box does not know the time',
})
export type ClockQuality = Static<typeof ClockQuality>

export const EventPhase = Type.Union(
  [Type.Literal('start'), Type.Literal('update'), Type.Literal('end'), Type.Literal('pulse')],
  { description: 'start, update and end share one id; pulse is an instant' },
)
export type EventPhase = Static<typeof EventPhase>

export const EndReason = Type.Union(
  [
    Type.Literal('left'),
    Type.Literal('lost'),
    Type.Literal('cleared'),
    Type.Literal('recovered'),
    Type.Literal('source-lost'),
    Type.Literal('agent-restart'),
  ],
  {
    description:
      'Why it ended: left; lost from sight inside; cleared, what the rule asks for is over; recovered, the fault is gone; source-lost, no picture any more; agent-restart, at the last time known from disk',
  },
)
export type EndReason = Static<typeof EndReason>

/** How urgent an event is, from the least to the most. */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const
export const Severity = Type.Union(
  [Type.Literal('info'), Type.Literal('low'), Type.Literal('medium'), Type.Literal('high'), Type.Literal('critical')],
  { description: 'How urgent it is, as the rule says; absent: info' },
)
export type Severity = Static<typeof Severity>

export const Speed = Type.Object(
  {
    kmh: Type.Number({ minimum: 0, maximum: 1_000, description: 'Over the ground, km/h' }),
    errorKmh: Type.Number({
      minimum: 0,
      maximum: 1_000,
      description: 'Half the width of the interval that holds the true speed in 95 of 100 cases',
    }),
  },
  { description: 'How fast it was, measured in a calibrated zone' },
)
export type Speed = Static<typeof Speed>

export const Tally = Type.Object(
  {
    class: Type.String({ pattern: '^[A-Z][A-Za-z]{0,31}$', description: 'As object.class' }),
    vehicleType: Type.Optional(Type.String({ pattern: '^[A-Z][A-Za-z]{0,31}$', description: 'As object.vehicleType' })),
    in: Type.Integer({ minimum: 0, description: 'Crossed inbound' }),
    out: Type.Integer({ minimum: 0, description: 'Crossed outbound' }),
  },
  { description: 'Of count.interval: how many of one class crossed; those of which nobody crossed are left out' },
)
export type Tally = Static<typeof Tally>

const DetectedObject = Type.Object(
  {
    track: Type.Integer({ minimum: 0, description: 'Track id, unique per camera and boot' }),
    class: Type.String({
      pattern: '^[A-Z][A-Za-z]{0,31}$',
      description: `One of ${objectClasses.join(', ')}, or newer`,
    }),
    vehicleType: Type.Optional(
      Type.String({
        pattern: '^[A-Z][A-Za-z]{0,31}$',
        description: `Of a Vehicle: one of ${vehicleTypes.join(', ')}, or newer`,
      }),
    ),
    label: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 48,
        description: 'Label of the model; absent: person of a Human, else vehicleType or class in lower case',
      }),
    ),
    score: Type.Number({ ...Unit, description: 'How sure the model was at best, 0–1' }),
    box: Box,
  },
  { description: 'What was seen' },
)

export const Lost = Type.Object(
  {
    cause: Type.String({
      pattern: '^[a-z-]{1,48}$',
      description:
        'disk: it could not be written for so long that memory was full, or until the agent was stopped; damaged: the file of an earlier start could not be read; invalid: it did not fit this contract; or newer',
    }),
    from: Type.Optional(Type.Integer({ ...Seq, description: 'First of the numbers' })),
    to: Type.Optional(Type.Integer({ ...Seq, description: 'Last of the numbers' })),
  },
  {
    description:
      'Of outbox.lost: the sequence numbers, inclusive, that will never come unless they came already; without them it is not known how many, and nothing more will come of earlier boots',
  },
)

export const Evicted = Type.Object(
  {
    count: Type.Integer({ minimum: 1, description: 'Pictures deleted since the last such event' }),
    bytes: Type.Integer({ minimum: 0, description: 'Their size' }),
  },
  { description: 'Of media.evicted: pictures that made room for newer ones before the collector had them' },
)

/** One event as it is sent: the payload of `event/{camera}/{type}`, and one element of `replay`. */
export const EventPayload = Type.Object(
  {
    v: Type.Optional(Type.Literal(1, { description: 'Major version of the contract; absent: as the topic says' })),
    id: Type.String({
      pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
      description: 'UUIDv7, the same for start, update and end of one event',
    }),
    agent: Type.Optional(Type.String({ ...Name, description: 'Who saw it; absent: as the topic says' })),
    camera: Type.Optional(
      Type.String({
        ...Name,
        description:
          'Through which camera, agent where it is about the agent itself; always there on replay; absent: as the topic says',
      }),
    ),
    boot: Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'Start counter of the agent: it grows with every start, by more than one',
    }),
    seq: Type.Integer({
      ...Seq,
      description: 'Gap-free counter per agent, on disk before the message is sent; gaps are declared by outbox.lost',
    }),
    prev: Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9_-]{11}$',
        description:
          'First 8 bytes, base64url, of the SHA-256 of the message that the agent wrote before this one, as it was sent live: what replay put at its end, camera, type and replayed, left out; absent where a chain begins',
      }),
    ),
    type: Type.Optional(
      Type.String({
        pattern: eventTypePattern,
        maxLength: 48,
        description:
          'What happened; always there on replay; absent: as the topic says: line.crossed, zone.entered, zone.exited, zone.dwell, zone.intruded, zone.crowded, count.interval, speed.measured, speed.exceeded, direction.wrong, vehicle.stopped, object.left, object.removed; of the camera itself: camera.offline, camera.frozen, camera.covered, camera.defocused, camera.moved, camera.dark, camera.lossy, detector.failed; of camera agent: agent.started, clock.bad, outbox.lost, media.evicted; or newer',
      }),
    ),
    phase: EventPhase,
    at: Type.Integer({ ...Instant, description: 'UTC milliseconds of the frame' }),
    clock: Type.Optional(
      Type.Union(ClockQuality.anyOf, {
        description:
          'ntp: disciplined; rtc: plausible but unchecked; none: the box does not know the time; absent: ntp',
      }),
    ),
    rule: Type.Optional(Type.String({ ...Word, description: 'Name of the rule that reports it' })),
    zone: Type.Optional(Type.String({ ...Word, description: 'Name of the zone, where it is not that of the rule' })),
    line: Type.Optional(Type.String({ ...Word, description: 'Name of the line, where it is not that of the rule' })),
    direction: Type.Optional(
      Type.Union([Type.Literal('in'), Type.Literal('out')], {
        description: 'Over the line; in: from the left to the right of somebody who walks along it',
      }),
    ),
    dwellMs: Type.Optional(Type.Integer({ minimum: 0, description: 'How long the object was inside, so far' })),
    severity: Type.Optional(Severity),
    count: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'Of zone.crowded: how many are in the zone; on end, the most there were',
      }),
    ),
    counts: Type.Optional(
      Type.Array(Tally, { maxItems: 16, description: 'Of count.interval: who crossed; nobody where it is empty' }),
    ),
    intervalMs: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Of count.interval: how long it was; it ended at `at`' }),
    ),
    speed: Type.Optional(Speed),
    cause: Type.Optional(
      Type.String({ pattern: '^[a-z-]{1,48}$', description: 'Why a camera or a detector failed, a code as in health' }),
    ),
    object: Type.Optional(DetectedObject),
    path: Type.Optional(
      Type.Array(Point, { maxItems: 64, description: 'Simplified bottom-centre trail, only on end' }),
    ),
    reason: Type.Optional(EndReason),
    model: Type.Optional(
      Type.String({
        maxLength: 80,
        description: 'model@version of everything that a rule reports; of agent.started, for all of its boot',
      }),
    ),
    config: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{8}$', description: 'Short hash of the config, where the model is' }),
    ),
    media: Type.Optional(EventMedia),
    lost: Type.Optional(Lost),
    evicted: Type.Optional(Evicted),
    replayed: Type.Optional(Type.Boolean({ description: 'true on replay' })),
  },
  { $id: 'event', title: 'Event message' },
)
export type EventPayload = Static<typeof EventPayload>

/** The same with what its topic says. */
export type EventMessage = EventPayload & { readonly agent: string; readonly camera: string; readonly type: string }
export type DetectedObject = Static<typeof DetectedObject>

/** A hole in the order of an agent's messages. */
export type Hole = Static<typeof Lost>

/** An event message as the stages hand it on, before the outbox gives it its place in the order. */
export type EventDraft = Omit<EventMessage, 'v' | 'agent' | 'boot' | 'seq' | 'prev' | 'replayed'>
