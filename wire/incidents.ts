/** Events that are one matter for an operator, and what people do with it. */
import Type, { type Static } from 'typebox'
import { Name, Severity } from './event.ts'
import { Instant } from './event-media.ts'

export const incidentStates = ['new', 'acknowledged', 'in-progress', 'on-hold', 'closed'] as const
export const IncidentState = Type.Union(
  [
    Type.Literal('new'),
    Type.Literal('acknowledged'),
    Type.Literal('in-progress'),
    Type.Literal('on-hold'),
    Type.Literal('closed'),
  ],
  { description: 'How far people are with it' },
)
export type IncidentState = Static<typeof IncidentState>

const reasons =
  'real: it happened and was dealt with; false-alarm: it did not happen; test: on purpose; duplicate: another incident is about it; no-action: it happened and needs nothing'
/** Why it was closed, as far as a person may say so. */
export const CloseReason = Type.Union(
  [
    Type.Literal('real'),
    Type.Literal('false-alarm'),
    Type.Literal('test'),
    Type.Literal('duplicate'),
    Type.Literal('no-action'),
  ],
  { description: reasons },
)
export type CloseReason = Static<typeof CloseReason>

export const IncidentReason = Type.Union([...CloseReason.anyOf, Type.Literal('merged')], {
  description: `${reasons}; merged: its events are in mergedInto`,
})

/** A kind of incident, by which its checklist is chosen: lower-case words with hyphens. */
export const Kind = Type.String({
  ...Name,
  description: 'What it is about: intrusion, camera-fault … as the config says',
})

export const IncidentId = Type.String({ pattern: '^[0-9a-f-]{36}$', description: 'UUIDv7' })

const Person = Type.String({ minLength: 1, maxLength: 64 })

export const CameraOfSite = Type.Object(
  { site: Name, agent: Name, camera: Name },
  { additionalProperties: false, description: 'A camera by its full name' },
)
export type CameraOfSite = Static<typeof CameraOfSite>

export const IncidentLink = Type.Object(
  {
    url: Type.String({ pattern: '^https?://[^\\s]+$', maxLength: 512, description: 'A case, a ticket, a document' }),
    title: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  },
  { additionalProperties: false },
)
export type IncidentLink = Static<typeof IncidentLink>

/** By language tag: vi, en … */
export const Texts = Type.Record(
  Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$' }),
  Type.String({ minLength: 1, maxLength: 256 }),
  { minProperties: 1, maxProperties: 16, description: 'By language tag: vi, en …' },
)

export const IncidentStep = Type.Object(
  {
    step: Type.String({ ...Name, description: 'Its name in the checklist' }),
    texts: Texts,
    doneAt: Type.Optional(Instant),
    doneBy: Type.Optional(Person),
  },
  { description: 'One thing to do, as the checklist of its kind said when it was opened' },
)
export type IncidentStep = Static<typeof IncidentStep>

export const IncidentRecord = Type.Object(
  {
    id: IncidentId,
    number: Type.Integer({ minimum: 1, description: 'For people to say: incident 1042' }),
    version: Type.Integer({
      minimum: 1,
      description: 'Counts what people decided; a change names the one it is made from',
    }),
    revision: Type.Integer({ minimum: 1, description: 'Counts every change, also events that joined' }),
    site: Type.String({ ...Name, description: 'Of its first event' }),
    agent: Type.String({ ...Name, description: 'Of its first event' }),
    cameras: Type.Array(CameraOfSite, { description: 'Those of its events, at most 64' }),
    relatedCameras: Type.Array(CameraOfSite, { description: 'Those that people added' }),
    kind: Kind,
    rule: Type.Optional(Type.String({ description: 'Which rule of incidents.rules made it; absent: a person' })),
    state: IncidentState,
    reason: Type.Optional(IncidentReason),
    severity: Severity,
    owner: Type.Optional(Type.String({ description: 'Who works on it' })),
    hold: Type.Boolean({ description: 'true: nothing of it may be deleted (legal hold)' }),
    held: Type.Optional(
      Type.Object(
        { by: Type.Optional(Type.String()), at: Instant, why: Type.Optional(Type.String()) },
        { description: 'Who put it on legal hold, when and why; while it lasts' },
      ),
    ),
    late: Type.Boolean({
      description: 'true: history when it came, as after an outage; false as soon as something live joins it',
    }),
    startAt: Type.Integer({ ...Instant, description: 'Its first event began' }),
    lastAt: Type.Integer({ ...Instant, description: 'Its last event began or ended' }),
    lasting: Type.Boolean({ description: 'Whether an event of it still lasts' }),
    openedAt: Type.Integer({ ...Instant, description: 'When it was opened, by the clock of the collector' }),
    acknowledgedAt: Type.Optional(Type.Integer({ ...Instant, description: 'When somebody first took it up' })),
    closedAt: Type.Optional(Instant),
    events: Type.Integer({ minimum: 0, description: 'How many events are in it' }),
    suppressed: Type.Integer({ minimum: 0, description: 'Repeats that came after it was closed as a false alarm' }),
    firstEvent: Type.Optional(Type.String({ description: 'Id of its first event' })),
    mergedInto: Type.Optional(IncidentId),
    splitFrom: Type.Optional(IncidentId),
    steps: Type.Array(IncidentStep),
    links: Type.Array(IncidentLink),
  },
  { title: 'Incident' },
)
export type IncidentRecord = Static<typeof IncidentRecord>

export const IncidentPage = Type.Object({
  incidents: Type.Array(IncidentRecord),
  nextCursor: Type.Optional(Type.String({ description: 'Pass as `cursor` for the next page; absent on the last' })),
})
export type IncidentPage = Static<typeof IncidentPage>

/** What became of an incident, entry by entry. */
export const IncidentEntry = Type.Object({
  n: Type.Integer({ description: 'Grows with every entry' }),
  at: Instant,
  by: Type.Optional(Type.String({ description: 'Who; absent: the collector' })),
  what: Type.Union(
    [
      Type.Literal('opened'),
      Type.Literal('state'),
      Type.Literal('owner'),
      Type.Literal('severity'),
      Type.Literal('hold'),
      Type.Literal('cameras'),
      Type.Literal('links'),
      Type.Literal('note'),
      Type.Literal('step'),
      Type.Literal('merged'),
      Type.Literal('split'),
    ],
    { description: 'What was done' },
  ),
  from: Type.Optional(Type.String({ description: 'What it was before' })),
  to: Type.Optional(Type.String({ description: 'What it is since; of merged and split, the other incident' })),
  text: Type.Optional(Type.String({ description: 'Of a note, or the comment with a change' })),
})
export type IncidentEntry = Static<typeof IncidentEntry>

export const IncidentHistory = Type.Object({
  entries: Type.Array(IncidentEntry),
  nextCursor: Type.Optional(Type.String({ description: 'Pass as `cursor` for the next page; absent on the last' })),
})
export type IncidentHistory = Static<typeof IncidentHistory>

const Text = Type.String({ minLength: 1, maxLength: 4_000 })
const EventIds = Type.Array(Type.String({ pattern: '^[0-9a-f-]{36}$' }), {
  minItems: 1,
  maxItems: 500,
  description: 'Ids of events',
})

export const IncidentChange = Type.Object(
  {
    state: Type.Optional(IncidentState),
    reason: Type.Optional(CloseReason),
    owner: Type.Optional(
      Type.Union([Person, Type.Null()], { description: 'Whose it becomes, to hand it over; null: nobody’s' }),
    ),
    severity: Type.Optional(Severity),
    hold: Type.Optional(
      Type.Boolean({ description: 'Legal hold: nothing of it may be deleted until it is lifted; `comment` says why' }),
    ),
    relatedCameras: Type.Optional(Type.Array(CameraOfSite, { maxItems: 64, description: 'All that are meant' })),
    links: Type.Optional(Type.Array(IncidentLink, { maxItems: 16, description: 'All that are meant' })),
    comment: Type.Optional({ ...Text, description: 'Kept with the change' }),
  },
  { additionalProperties: false, minProperties: 1 },
)
export type IncidentChange = Static<typeof IncidentChange>

export const IncidentNote = Type.Object({ text: Text }, { additionalProperties: false })
export const IncidentStepChange = Type.Object({ done: Type.Boolean() }, { additionalProperties: false })

export const IncidentMerge = Type.Object(
  {
    incidents: Type.Array(IncidentId, { minItems: 1, maxItems: 50, description: 'What is merged into this one' }),
  },
  { additionalProperties: false },
)
export const IncidentSplit = Type.Object({ events: EventIds }, { additionalProperties: false })

export const IncidentCreation = Type.Object(
  {
    kind: Kind,
    events: EventIds,
    severity: Type.Optional(Severity),
    comment: Type.Optional({ ...Text, description: 'Why it was opened' }),
  },
  { additionalProperties: false },
)
export type IncidentCreation = Static<typeof IncidentCreation>

const Duration = Type.Object({
  count: Type.Integer({ minimum: 0, description: 'How many it is of' }),
  p50Ms: Type.Optional(Type.Integer({ description: 'Half of them took no longer' })),
  p90Ms: Type.Optional(Type.Integer({ description: 'Nine of ten took no longer' })),
})

export const IncidentFigures = Type.Object(
  {
    from: Instant,
    to: Instant,
    events: Type.Integer({ description: 'Events that began in this time and were looked at' }),
    grouped: Type.Integer({ description: 'Of them, those that are in an incident' }),
    suppressed: Type.Integer({ description: 'Of them, repeats after a false alarm' }),
    quiet: Type.Integer({ description: 'Of them, those that quiet hours kept from opening an incident' }),
    incidents: Type.Integer({ description: 'Incidents that began in this time, merged ones left out' }),
    eventsPerIncident: Type.Optional(Type.Number({ description: 'Events for each incident that an operator sees' })),
    incidentsPerHour: Type.Number(),
    acknowledge: Type.Unsafe<Static<typeof Duration>>({
      ...Duration,
      description: 'From opening to the first person, without late ones',
    }),
    close: Type.Unsafe<Static<typeof Duration>>({
      ...Duration,
      description: 'From opening to the end, without late ones',
    }),
    byState: Type.Record(Type.String(), Type.Integer(), { description: 'How many are in which state' }),
    rules: Type.Array(
      Type.Object({
        rule: Type.String({ description: 'Of incidents.rules; empty: opened by people' }),
        kind: Kind,
        incidents: Type.Integer(),
        closed: Type.Integer({ description: 'Of them' }),
        falseAlarms: Type.Integer({ description: 'Of the closed ones' }),
        events: Type.Integer({ description: 'In them' }),
      }),
      { description: 'Which rule finds what, and how often it is wrong' },
    ),
    eventRules: Type.Array(
      Type.Object({
        site: Name,
        agent: Name,
        camera: Name,
        eventRule: Type.Optional(Type.String({ description: 'Rule of the camera' })),
        type: Type.String(),
        incidents: Type.Integer({ description: 'Closed ones that hold events of it' }),
        falseAlarms: Type.Integer({ description: 'Of them' }),
      }),
      { description: 'Rules of cameras in closed incidents, those with most false alarms first, at most 50' },
    ),
  },
  { title: 'Figures of incidents' },
)
export type IncidentFigures = Static<typeof IncidentFigures>
