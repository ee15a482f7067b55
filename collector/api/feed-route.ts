import Type from 'typebox'
import { Problem } from '../../wire/rest.ts'
import type { Feed } from './feed.ts'
import { ProblemError } from './problems.ts'
import type { Routes } from './routes.ts'

export function addFeedRoute(app: Routes, feed: Feed): void {
  app.get(
    '/api/feed',
    {
      // A second address for HEAD would hold its connection open for nothing.
      exposeHeadRoute: false,
      schema: {
        summary: 'What changes, as it changes (Server-Sent Events)',
        description:
          '`event`: an event that began or changed, whole, with its id as the id of the message; `agent`: an agent whose ' +
          'record changed; `incident`: an incident that was opened or changed, whole. After a reconnect, read the lists again: what happened in between is not repeated.',
        tags: ['feed'],
        produces: ['text/event-stream'],
        response: { 200: Type.String(), 503: Problem },
      },
    },
    (_request, reply) => {
      if (!feed.hasRoom()) throw new ProblemError('too-many-clients', 'try again later')
      void reply.header('content-type', 'text/event-stream').header('cache-control', 'no-store')
      // A proxy in between must not gather the stream.
      void reply.header('x-accel-buffering', 'no')
      reply.hijack()
      reply.raw.writeHead(200, reply.getHeaders() as Record<string, string>)
      feed.attach(reply.raw)
    },
  )
}
