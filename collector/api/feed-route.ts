import type { FastifyRequest } from 'fastify'
import Type from 'typebox'
import { Problem } from '../../wire/rest.ts'
import type { Access } from '../access/access.ts'
import { placesFor, type Right } from '../access/rights.ts'
import type { Feed } from './feed.ts'
import { ProblemError } from './problems.ts'
import type { Routes } from './routes.ts'

const LastId = (description: string) => Type.Optional(Type.String({ maxLength: 64, description }))
const FeedQuery = Type.Object(
  { lastEventId: LastId('As `Last-Event-ID`, for a browser whose connection a script opens anew') },
  { additionalProperties: false },
)
const FeedHeaders = Type.Object({ 'last-event-id': LastId('Of the last message that was received') })

/** @param currentRights those of whoever asked, as they are now; undefined when the session or key is over */
export function addFeedRoute(
  app: Routes,
  feed: Feed,
  { branchOf }: Access,
  currentRights: (request: FastifyRequest) => readonly Right[] | undefined,
): void {
  app.get(
    '/api/feed',
    {
      // A second address for HEAD would hold its connection open for nothing.
      exposeHeadRoute: false,
      config: { needs: 'events:read', lasting: true },
      schema: {
        summary: 'What changes, as it changes (Server-Sent Events)',
        description:
          '`event`: an event that began or changed, whole; `agent`: an agent whose record changed; `incident`: an incident ' +
          'that was opened or changed, whole. Whoever comes back with the id of the last message, as `Last-Event-ID` or in the address, is told what came ' +
          'meanwhile. `gap`: some of it is not known any more, as after a restart of the collector; read the lists again.',
        tags: ['feed'],
        querystring: FeedQuery,
        headers: FeedHeaders,
        produces: ['text/event-stream'],
        response: { 200: Type.String(), 400: Problem, 503: Problem },
      },
    },
    (request, reply) => {
      if (!feed.hasRoom()) throw new ProblemError('too-many-clients', 'try again later')
      void reply.header('content-type', 'text/event-stream').header('cache-control', 'no-store')
      // A proxy in between must not gather the stream.
      void reply.header('x-accel-buffering', 'no')
      reply.hijack()
      reply.raw.writeHead(200, reply.getHeaders() as Record<string, string>)
      const hearing = () => {
        const rights = currentRights(request)
        if (rights === undefined) return undefined
        return {
          event: placesFor(rights, 'events:read', branchOf),
          agent: placesFor(rights, 'agents:read', branchOf),
          incident: placesFor(rights, 'incidents:read', branchOf),
        }
      }
      feed.attach(reply.raw, hearing, request.headers['last-event-id'] ?? request.query.lastEventId)
    },
  )
}
