/** Reading incidents: the queue, one of them, what is in it, and figures. */
import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import { Severity } from '../../wire/event.ts'
import {
  IncidentFigures,
  IncidentHistory,
  IncidentId,
  IncidentPage,
  IncidentReason,
  IncidentRecord,
  IncidentState,
} from '../../wire/incidents.ts'
import { EventPage, Problem } from '../../wire/rest.ts'
import { namePattern } from '../../wire/topics.ts'
import { isWithin, type Places } from '../access/rights.ts'
import type { Incidents } from '../incidents/incidents.ts'
import type { EventQuery } from '../query/events.ts'
import type { IncidentFigureQuery } from '../query/incident-figures.ts'
import type { IncidentQuery } from '../query/incidents.ts'
import type { Sites } from '../sites/sites.ts'
import { branchSites } from './branch.ts'
import { NotesText } from './filter-query.ts'
import { ProblemError } from './problems.ts'
import type { Routes } from './routes.ts'

export type IncidentSources = {
  readonly query: IncidentQuery
  readonly figures: IncidentFigureQuery
  readonly incidents: Incidents
}

const defaultLimit = 50
const dayMs = 86_400_000
const Instant = { minimum: 0, maximum: 8_640_000_000_000_000 }
const Filter = { pattern: namePattern, maxLength: 48 }
const NameFilter = Type.Optional(Type.String(Filter))
const Branch = Type.Optional(Type.String({ ...Filter, description: 'Of a place and all that lie in it' }))
const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: defaultLimit }))
const Cursor = Type.Optional(Type.String({ maxLength: 64, description: '`nextCursor` of the page before' }))

const ListQuery = Type.Object(
  {
    from: Type.Optional(Type.Integer({ ...Instant, description: 'Epoch ms; began at it or later' })),
    to: Type.Optional(Type.Integer({ ...Instant, description: 'Epoch ms; began before it' })),
    state: Type.Optional(
      Type.String({
        pattern: '^(open|[a-z-]+(,[a-z-]+)*)$',
        maxLength: 64,
        description: `One or several of ${IncidentState.anyOf.map((one) => one.const).join(', ')}, with commas; open: all but closed`,
      }),
    ),
    minSeverity: Type.Optional(Severity),
    branch: Branch,
    site: NameFilter,
    agent: NameFilter,
    camera: NameFilter,
    kind: NameFilter,
    rule: NameFilter,
    reason: Type.Optional(IncidentReason),
    owner: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    late: Type.Optional(Type.Boolean({ description: 'true: history when it came; false: not' })),
    hold: Type.Optional(Type.Boolean({ description: 'true: on legal hold; false: not' })),
    text: NotesText,
    limit: Limit,
    cursor: Cursor,
  },
  { additionalProperties: false },
)
const PageQuery = Type.Object({ limit: Limit, cursor: Cursor }, { additionalProperties: false })
const FiguresQuery = Type.Object(
  {
    from: Type.Optional(Type.Integer({ ...Instant, description: 'Epoch ms, in whole hours; else a day before `to`' })),
    to: Type.Optional(Type.Integer({ ...Instant, description: 'Epoch ms, in whole hours; else now' })),
    branch: Branch,
  },
  { additionalProperties: false },
)
const Params = Type.Object({ id: IncidentId })
const tags = ['incidents']
const config = { needs: 'incidents:read' } as const

export function addIncidentRoutes(
  app: Routes,
  { query, figures }: Pick<IncidentSources, 'query' | 'figures'>,
  events: Pick<EventQuery, 'find'>,
  sites: Sites,
): void {
  const find = (id: string, places: Places): IncidentRecord => {
    const incident = query.find(id)
    if (incident !== undefined && isWithin(incident.site, places)) return incident
    throw noIncident(id)
  }
  app.get(
    '/api/incidents',
    {
      config,
      schema: {
        summary: 'Incidents, newest first',
        description: 'By when they began. Follow `nextCursor` with the same filters.',
        tags,
        querystring: ListQuery,
        response: { 200: IncidentPage, 400: Problem },
      },
    },
    ({ places, query: { limit = defaultLimit, cursor, branch, state, ...filter } }) => {
      const states = state === undefined ? {} : { states: statesOf(state) }
      const page = query.page({ ...filter, ...states, ...branchSites(sites, branch, places) }, limit, cursor)
      return page ?? refuseCursor()
    },
  )
  app.get(
    '/api/incidents/figures',
    {
      config,
      schema: {
        summary: 'How many events reach a person, how fast people are, which rules are wrong',
        tags,
        querystring: FiguresQuery,
        response: { 200: IncidentFigures, 400: Problem },
      },
    },
    ({ places, query: { to = Date.now(), from = Math.max(0, to - dayMs), branch } }) => {
      if (from >= to) throw new ProblemError('invalid-request', 'from: must be before `to`')
      return figures({ from, to, ...branchSites(sites, branch, places) })
    },
  )
  app.get(
    '/api/incidents/:id',
    {
      config,
      schema: {
        summary: 'One incident',
        description: 'Its `ETag` is what a change is made from.',
        tags,
        params: Params,
        response: { 200: IncidentRecord, 404: Problem },
      },
    },
    ({ params: { id }, places }, reply) => withIncidentTag(reply, find(id, places)),
  )
  app.get(
    '/api/incidents/:id/events',
    {
      config,
      schema: {
        summary: 'Its events, the oldest first, with suppressed repeats',
        description: 'Events that retention has deleted are left out.',
        tags,
        params: Params,
        querystring: PageQuery,
        response: { 200: EventPage, 400: Problem, 404: Problem },
      },
    },
    ({ params: { id }, places, query: { limit = defaultLimit, cursor } }) => {
      const { ids, ...next } = query.eventIds(find(id, places).number, limit, cursor) ?? refuseCursor()
      // Merged incidents may have events of several branches.
      const found = ids.flatMap((eventId) => events.find(eventId) ?? []).filter(({ site }) => isWithin(site, places))
      return { events: found, ...next }
    },
  )
  app.get(
    '/api/incidents/:id/history',
    {
      config,
      schema: {
        summary: 'What was done with it, by whom, the oldest first; notes too',
        tags,
        params: Params,
        querystring: PageQuery,
        response: { 200: IncidentHistory, 400: Problem, 404: Problem },
      },
    },
    ({ params: { id }, places, query: { limit = defaultLimit, cursor } }) =>
      query.history(find(id, places).number, limit, cursor) ?? refuseCursor(),
  )
}

export function noIncident(id: string): ProblemError {
  return new ProblemError('not-found', `there is no incident ${id}`)
}

/** Its version is what people decided, and what a change must know; its revision also counts events that joined. */
export function withIncidentTag(reply: FastifyReply, incident: IncidentRecord): IncidentRecord {
  void reply.header('etag', `"${incident.version}-${incident.revision}"`).header('cache-control', 'no-cache')
  return incident
}

function statesOf(text: string): IncidentState[] {
  const known = IncidentState.anyOf.map((one) => one.const)
  if (text === 'open') return known.filter((state) => state !== 'closed')
  return text.split(',').map((word) => {
    const state = known.find((one) => one === word)
    if (state !== undefined) return state
    throw new ProblemError('invalid-request', `state: "${word}" is none of open, ${known.join(', ')}`)
  })
}

function refuseCursor(): never {
  throw new ProblemError('invalid-cursor', 'cursor: pass `nextCursor` of a page unchanged, or leave it out')
}
