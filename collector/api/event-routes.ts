import Type from 'typebox'
import { EventPage, EventRecord, Problem } from '../../wire/rest.ts'
import { eventTypePattern, namePattern } from '../../wire/topics.ts'
import { isWithin } from '../access/rights.ts'
import type { EventQuery } from '../query/events.ts'
import type { Sites } from '../sites/sites.ts'
import { branchSites } from './branch.ts'
import { ProblemError } from './problems.ts'
import type { Routes } from './routes.ts'

const defaultLimit = 50
const Instant = { minimum: 0, maximum: 8_640_000_000_000_000 }
const NameFilter = Type.Optional(Type.String({ pattern: namePattern, maxLength: 48 }))

const EventListQuery = Type.Object(
  {
    from: Type.Optional(Type.Integer({ ...Instant, description: 'Epoch ms; started at it or later' })),
    to: Type.Optional(Type.Integer({ ...Instant, description: 'Epoch ms; started before it' })),
    branch: Type.Optional(
      Type.String({ pattern: namePattern, maxLength: 48, description: 'Of a place and all that lie in it' }),
    ),
    site: NameFilter,
    agent: NameFilter,
    camera: NameFilter,
    type: Type.Optional(Type.String({ pattern: eventTypePattern, maxLength: 48 })),
    class: Type.Optional(Type.String({ minLength: 1, maxLength: 48 })),
    rule: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    minScore: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    open: Type.Optional(Type.Boolean({ description: 'true: still lasting; false: over' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: defaultLimit })),
    cursor: Type.Optional(Type.String({ maxLength: 64, description: '`nextCursor` of the page before' })),
  },
  { additionalProperties: false },
)

const EventParams = Type.Object({ id: Type.String({ maxLength: 64 }) })

export function addEventRoutes(app: Routes, events: EventQuery, sites: Sites): void {
  app.get(
    '/api/events',
    {
      config: { needs: 'events:read' },
      schema: {
        summary: 'Events, newest first',
        description: 'Pages hold still while new events arrive: follow `nextCursor` with the same filters.',
        tags: ['events'],
        querystring: EventListQuery,
        response: { 200: EventPage, 400: Problem },
      },
    },
    (request) => {
      const { limit = defaultLimit, cursor, branch, ...filter } = request.query
      const page = events.page({ ...filter, ...branchSites(sites, branch, request.places) }, limit, cursor)
      if (page !== undefined) return page
      throw new ProblemError('invalid-cursor', 'cursor: pass `nextCursor` of a page unchanged, or leave it out')
    },
  )
  app.get(
    '/api/events/:id',
    {
      config: { needs: 'events:read' },
      schema: {
        summary: 'One event',
        tags: ['events'],
        params: EventParams,
        response: { 200: EventRecord, 404: Problem },
      },
    },
    ({ params: { id }, places }) => {
      const event = events.find(id)
      if (event !== undefined && isWithin(event.site, places)) return event
      throw new ProblemError('not-found', `no event ${id} is stored`)
    },
  )
}
