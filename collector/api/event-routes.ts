import Type from 'typebox'
import { EventPage, EventRecord, Problem } from '../../wire/rest.ts'
import { isWithin } from '../access/rights.ts'
import type { EventQuery } from '../query/events.ts'
import type { Search } from '../search/search.ts'
import type { Sites } from '../sites/sites.ts'
import { filterOf, filterQuery, listRepeated } from './filter-query.ts'
import { ProblemError } from './problems.ts'
import type { Routes } from './routes.ts'

const defaultLimit = 50

const EventListQuery = Type.Object(
  {
    ...filterQuery,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: defaultLimit })),
    cursor: Type.Optional(Type.String({ maxLength: 64, description: '`nextCursor` of the page before' })),
  },
  { additionalProperties: false },
)

const EventParams = Type.Object({ id: Type.String({ maxLength: 64 }) })

export function addEventRoutes(app: Routes, events: EventQuery, search: Search, sites: Sites): void {
  app.get(
    '/api/events',
    {
      config: { needs: 'events:read' },
      preValidation: listRepeated,
      schema: {
        summary: 'Events, newest first',
        description:
          'Any mix of filters: what stands under different keys must all be true, of the values of one key any. Pages hold still while new events arrive: follow `nextCursor` with the same filters.',
        tags: ['events'],
        querystring: EventListQuery,
        response: { 200: EventPage, 400: Problem, 503: Problem },
      },
    },
    async (request) => {
      const { limit = defaultLimit, cursor, ...query } = request.query
      const page = await search.page(filterOf(query, sites, request), limit, cursor)
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
