import { Readable } from 'node:stream'
import Type, { type Static } from 'typebox'
import { AuditPage } from '../../wire/access.ts'
import { Instant } from '../../wire/event-media.ts'
import { Problem } from '../../wire/rest.ts'
import type { Audit } from '../access/audit.ts'
import { ProblemError } from './problems.ts'
import type { Routes } from './routes.ts'

const defaultLimit = 50
const linesPerStep = 500

const Filter = {
  from: Type.Optional(Type.Integer({ ...Instant, description: 'Epoch ms; at it or later' })),
  to: Type.Optional(Type.Integer({ ...Instant, description: 'Epoch ms; before it' })),
  actor: Type.Optional(Type.String({ minLength: 1, maxLength: 80, description: 'As person:NAME or key:ID' })),
  action: Type.Optional(Type.String({ minLength: 1, maxLength: 48, description: 'As events:read, session:refused' })),
}
const FilterQuery = Type.Object(Filter, { additionalProperties: false })
type FilterQuery = Static<typeof FilterQuery>
const PageQuery = Type.Object(
  {
    ...Filter,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: defaultLimit })),
    cursor: Type.Optional(Type.String({ maxLength: 16, description: '`nextCursor` of the page before' })),
  },
  { additionalProperties: false },
)

// Entries tell of all sites: what somebody did in one is not to be had without the rest.
const config = { needs: 'audit:read', everywhere: true } as const

export function addAuditRoutes(app: Routes, audit: Audit): void {
  app.get(
    '/api/audit',
    {
      config,
      schema: {
        summary: 'Who looked at what, changed it, logged in or failed to; newest first',
        tags: ['access'],
        querystring: PageQuery,
        response: { 200: AuditPage, 400: Problem },
      },
    },
    ({ query }) => {
      const { limit = defaultLimit, cursor, ...filter } = query
      if (cursor !== undefined && !/^[1-9]\d{0,14}$/.test(cursor))
        throw new ProblemError('invalid-cursor', 'cursor: pass `nextCursor` of a page unchanged, or leave it out')
      const { entries, nextBefore } = audit.page(filter, cursor === undefined ? undefined : Number(cursor), limit)
      return { entries, ...(nextBefore !== undefined && { nextCursor: String(nextBefore) }) }
    },
  )
  app.get(
    '/api/audit/export',
    {
      config,
      schema: {
        summary: 'The same as JSON Lines, all of it',
        tags: ['access'],
        querystring: FilterQuery,
        produces: ['application/x-ndjson'],
        response: { 200: Type.Unsafe<Readable>(Type.String()), 400: Problem },
      },
    },
    ({ query }, reply) => {
      void reply.type('application/x-ndjson').header('content-disposition', 'attachment; filename="audit.jsonl"')
      return Readable.from(linesOf(audit, query))
    },
  )
}

/** A few at a time, as fast as the client reads. */
function* linesOf(audit: Audit, filter: FilterQuery): Generator<string> {
  let before: number | undefined
  do {
    const { entries, nextBefore } = audit.page(filter, before, linesPerStep)
    if (entries.length > 0) yield `${entries.map((entry) => JSON.stringify(entry)).join('\n')}\n`
    before = nextBefore
  } while (before !== undefined)
}
