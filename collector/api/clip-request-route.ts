import Type from 'typebox'
import { ClipRequested, type EventRecord, Problem } from '../../wire/rest.ts'
import { isWithin } from '../access/rights.ts'
import type { EventQuery } from '../query/events.ts'
import { ProblemError } from './problems.ts'
import type { Routes } from './routes.ts'

/** What the agent says of a clip that somebody asks for. */
export type RequestClip = (event: EventRecord) => Promise<'requested' | 'gone' | 'not-recorded' | 'expired' | 'silent'>

const EventParams = Type.Object({ id: Type.String({ maxLength: 64 }) })

export function addClipRequestRoute(app: Routes, events: EventQuery, requestClip: RequestClip): void {
  app.post(
    '/api/events/:id/clip',
    {
      config: { needs: 'media:read' },
      schema: {
        summary: 'Ask the agent for the clip of an event',
        description:
          'For clips that are not uploaded by themselves (`recording.upload`). The agent answers at once whether it still has the recording; the clip follows as an update of the event, and its bytes at its content address.',
        tags: ['events'],
        params: EventParams,
        response: { 200: ClipRequested, 202: ClipRequested, 404: Problem, 409: Problem, 410: Problem, 504: Problem },
      },
    },
    async ({ params: { id }, places }, reply) => {
      const event = events.find(id)
      if (event === undefined || !isWithin(event.site, places))
        throw new ProblemError('not-found', `no event ${id} is stored`)
      if (event.clip !== undefined) return { state: 'there' as const }
      switch (await requestClip(event)) {
        case 'requested':
          return reply.code(202).send({ state: 'requested' as const })
        case 'gone':
          throw new ProblemError(
            'clip-gone',
            `the recording of camera ${event.camera} no longer reaches back to the event`,
          )
        case 'not-recorded':
          throw new ProblemError(
            'clip-not-recorded',
            `camera ${event.camera} is not recorded; set recording.enabled: true`,
          )
        case 'expired':
          throw new ProblemError(
            'agent-silent',
            `the request came too late by the clock of agent ${event.agent}; check it`,
          )
        case 'silent':
          throw new ProblemError('agent-silent', `agent ${event.agent} does not answer; ask again when it is connected`)
      }
    },
  )
}
