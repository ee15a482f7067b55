/** Which events become incidents, and what is to be done about them. */
import Type, { type Static } from 'typebox'
import { Name, severities } from '../../wire/event.ts'
import { eventTypePattern } from '../../wire/topics.ts'

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const hour = 3_600_000

const QuietWindow = Type.Object(
  {
    days: Type.Array(Type.Enum(dayNames), {
      default: [...dayNames],
      minItems: 1,
      description: 'Days on which it begins',
    }),
    from: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'Time of day at the site, HH:MM' }),
    to: Type.String({
      pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
      description: 'Time of day, HH:MM, no longer in it; not later than from: of the next day',
    }),
  },
  { additionalProperties: false },
)
export type QuietWindow = Static<typeof QuietWindow>

const names = (description: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { default: [], maxItems: 64, description })

export const IncidentRuleConfig = Type.Object(
  {
    name: Type.String({ ...Name, description: 'Unique; that of a built-in rule replaces it' }),
    kind: Type.Optional(
      Type.String({ ...Name, description: 'Kind of its incidents, which their checklist goes by; absent: the name' }),
    ),
    types: Type.Array(Type.String({ pattern: eventTypePattern, maxLength: 48 }), {
      default: [],
      maxItems: 64,
      description: 'Types of events, such as zone.intruded; empty: any',
    }),
    eventRules: names('Rules of cameras, by name; empty: any'),
    classes: names('Classes of objects, such as Human; empty: any'),
    branches: Type.Array(Name, {
      default: [],
      maxItems: 64,
      description: 'Places of the tree of sites; empty: anywhere',
    }),
    minSeverity: Type.Enum(severities, { default: 'info', description: 'Less urgent events are left out' }),
    groupBy: Type.Enum(['camera', 'agent', 'site'] as const, {
      default: 'camera',
      description: 'What is one matter: the events of a camera; of neighbours, the cameras of one box; or of a site',
    }),
    same: Type.Enum(['any', 'type', 'rule'] as const, {
      default: 'any',
      description:
        'any: whatever this rule takes is one matter; type: only events of one type; rule: of one camera rule',
    }),
    gapMs: Type.Integer({
      default: 120_000,
      minimum: 0,
      maximum: 24 * hour,
      description: 'An event joins when no more than this lies between it and the incident',
    }),
    maxMs: Type.Integer({
      default: hour,
      minimum: 1_000,
      maximum: 7 * 24 * hour,
      description: 'From its first event; what comes later is another incident',
    }),
    severity: Type.Enum(severities, { default: 'info', description: 'An incident is at least so urgent' }),
    escalateAfter: Type.Integer({
      default: 0,
      minimum: 0,
      maximum: 10_000,
      description: 'With so many events it becomes as urgent as escalateTo; 0: never',
    }),
    escalateTo: Type.Enum(severities, { default: 'high', description: 'See escalateAfter' }),
    suppressMs: Type.Integer({
      default: 600_000,
      minimum: 0,
      maximum: 24 * hour,
      description: 'After a false alarm repeats are only counted, so long',
    }),
    quietHours: Type.Array(QuietWindow, {
      default: [],
      maxItems: 32,
      description: 'When inQuietHours holds, by the clock of the site; critical events are never held back',
    }),
    inQuietHours: Type.Enum(['drop', 'lower'] as const, {
      default: 'drop',
      description: 'drop: events open no incident and are only counted; lower: they do, of low severity',
    }),
  },
  { additionalProperties: false },
)
export type IncidentRuleConfig = Static<typeof IncidentRuleConfig>

const ChecklistConfig = Type.Object(
  {
    kind: Type.String({ ...Name, description: 'Kind of incident; that of a built-in checklist replaces it' }),
    steps: Type.Array(
      Type.Object(
        {
          step: Type.String({ ...Name, description: 'Unique within the checklist' }),
          vi: Type.String({ minLength: 1, maxLength: 256, description: 'What to do, in Vietnamese' }),
          en: Type.String({ minLength: 1, maxLength: 256, description: 'The same in English' }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 32, description: 'What to do, in this order' },
    ),
  },
  { additionalProperties: false },
)
export type ChecklistConfig = Static<typeof ChecklistConfig>

export const IncidentsConfig = Type.Object(
  {
    timeZone: Type.String({
      minLength: 1,
      maxLength: 64,
      default: 'Asia/Ho_Chi_Minh',
      description: 'IANA name: the clock of quiet hours at sites that have none in the tree of sites',
    }),
    builtInRules: Type.Boolean({
      default: true,
      description: 'The rules and checklists of collector/incidents/README.md hold, after those given here',
    }),
    rules: Type.Optional(
      Type.Array(IncidentRuleConfig, {
        maxItems: 100,
        description: 'Which events are one matter; the first rule that takes an event decides',
      }),
    ),
    checklists: Type.Optional(
      Type.Array(ChecklistConfig, {
        maxItems: 100,
        description: 'What an operator is told to do, by kind of incident',
      }),
    ),
  },
  { additionalProperties: false, default: {}, description: 'Events that an operator must see, grouped' },
)
export type IncidentsConfig = Static<typeof IncidentsConfig>
