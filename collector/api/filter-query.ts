/** The filters of events as they stand in an address. */
import type { FastifyRequest } from 'fastify'
import Type, { type Static, type TObject, type TSchema } from 'typebox'
import { Severity } from '../../wire/event.ts'
import { eventTypePattern, namePattern } from '../../wire/topics.ts'
import { placesFor } from '../access/rights.ts'
import type { Between, EventFilter, LocalTimeFilter, NotesFilter } from '../query/event-filter.ts'
import type { Sites } from '../sites/sites.ts'
import { branchSites } from './branch.ts'
import { ProblemError } from './problems.ts'

const Instant = { minimum: 0, maximum: 8_640_000_000_000_000 }
const dayMs = 86_400_000

const repeated = 'Repeat the key to ask for any of several'
const anyOf = <T extends TSchema>(item: T, description = repeated) =>
  Type.Optional(Type.Array(item, { maxItems: 50, description }))
const Names = anyOf(Type.String({ pattern: namePattern, maxLength: 48 }))
const Words = anyOf(Type.String({ minLength: 1, maxLength: 64 }))
const Score = (description: string) => Type.Optional(Type.Number({ minimum: 0, maximum: 1, description }))
const Kmh = (description: string) => Type.Optional(Type.Number({ minimum: 0, maximum: 1_000, description }))
const Ms = (description: string) => Type.Optional(Type.Integer({ minimum: 0, maximum: 30 * dayMs, description }))

/** What people wrote in incidents. */
export const NotesText = Type.Optional(
  Type.String({
    minLength: 2,
    maxLength: 128,
    description:
      'Words, or their beginnings, all in one note or comment of the incident; tone marks and capitals do not matter. Needs incidents:read',
  }),
)

const listKeys = [
  'site',
  'agent',
  'camera',
  'type',
  'class',
  'rule',
  'zone',
  'direction',
  'severity',
  'weekday',
] as const

export const filterQuery = {
  from: Type.Optional(Type.Integer({ ...Instant, description: 'Epoch ms; started at it or later' })),
  to: Type.Optional(Type.Integer({ ...Instant, description: 'Epoch ms; started before it' })),
  branch: Type.Optional(
    Type.String({ pattern: namePattern, maxLength: 48, description: 'Of a place and all that lie in it' }),
  ),
  site: Names,
  agent: Names,
  camera: Names,
  type: anyOf(Type.String({ pattern: eventTypePattern, maxLength: 48 })),
  class: anyOf(Type.String({ minLength: 1, maxLength: 48 })),
  rule: Words,
  zone: Words,
  direction: anyOf(Type.Union([Type.Literal('in'), Type.Literal('out')])),
  severity: anyOf(Type.Union(Severity.anyOf), `${repeated}; info: also those that say none`),
  snapshot: Type.Optional(Type.Boolean({ description: 'Whether there is a picture' })),
  clip: Type.Optional(Type.Boolean({ description: 'Whether there is a clip' })),
  open: Type.Optional(Type.Boolean({ description: 'true: still lasting; false: over' })),
  minScore: Score('Compared to a ten-thousandth'),
  maxScore: Score('Compared to a ten-thousandth'),
  minDurationMs: Ms('Of events that are over; an instant lasts 0'),
  maxDurationMs: Ms('Of events that are over; an instant lasts 0'),
  minDwellMs: Ms('How long the object was inside'),
  maxDwellMs: Ms('How long the object was inside'),
  minSpeedKmh: Kmh('Compared to a tenth'),
  maxSpeedKmh: Kmh('Compared to a tenth'),
  timeOfDay: Type.Optional(
    Type.String({
      pattern: '^([01]\\d|2[0-3]):[0-5]\\d-(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
      description:
        'Started between these times, as 22:00-05:30, by the clocks of its site: of the time zone of the place, or the nearest larger one, else that of the collector',
    }),
  ),
  weekday: anyOf(
    Type.Integer({ minimum: 1, maximum: 7 }),
    `Started on this day by the clocks of its site, 1: Monday, 7: Sunday. ${repeated}`,
  ),
  text: NotesText,
}
export type FilterQuery = Static<TObject<typeof filterQuery>>

/** A key that stands once is a list of one. A hook before a query is checked. */
export function listRepeated(request: FastifyRequest, _reply: unknown, done: () => void): void {
  const query = request.query as Record<string, unknown>
  for (const key of listKeys) {
    const value = query[key]
    if (value !== undefined && !Array.isArray(value)) query[key] = [value]
  }
  done()
}

/** The time zone that this collector runs in. */
export function ownTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** @throws ProblemError when the branch is not there, or notes are asked for by somebody who may read none */
export function filterOf(query: FilterQuery, sites: Sites, { places, caller }: Asker): EventFilter {
  const { branch, timeOfDay, weekday, text, minScore, maxScore, minDurationMs, maxDurationMs, ...more } = query
  const { minDwellMs, maxDwellMs, minSpeedKmh, maxSpeedKmh, ...same } = more
  return {
    ...same,
    ...branchSites(sites, branch, places),
    ...between('score', minScore, maxScore),
    ...between('durationMs', minDurationMs, maxDurationMs),
    ...between('dwellMs', minDwellMs, maxDwellMs),
    ...between('speedKmh', minSpeedKmh, maxSpeedKmh),
    ...localTimeOf(timeOfDay, weekday, sites),
    ...notesOf(text, sites, caller),
  }
}

type Asker = Pick<FastifyRequest, 'places' | 'caller'>

function notesOf(text: string | undefined, sites: Sites, caller: Asker['caller']): { notes?: NotesFilter } {
  if (text === undefined) return {}
  const places = placesFor(caller?.rights ?? [], 'incidents:read', sites.branch)
  if (places === undefined) throw new ProblemError('forbidden', 'text: to search in notes needs incidents:read')
  return { notes: { text, ...(places !== 'everywhere' && { sites: places }) } }
}

function between(key: string, min: number | undefined, max: number | undefined): { [key: string]: Between } {
  if (min === undefined && max === undefined) return {}
  return { [key]: { ...(min !== undefined && { min }), ...(max !== undefined && { max }) } }
}

function localTimeOf(
  timeOfDay: string | undefined,
  weekdays: readonly number[] | undefined,
  sites: Sites,
): { localTime?: LocalTimeFilter } {
  if (timeOfDay === undefined && weekdays === undefined) return {}
  const [from = 0, to = 24 * 60] = (timeOfDay ?? '00:00-24:00').split('-').map(minutesOf)
  return {
    localTime: {
      from,
      to,
      ...(weekdays !== undefined && { weekdays }),
      zones: sites.timeZones(),
      otherwise: ownTimeZone(),
    },
  }
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}
