/** What people do with incidents. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { Name } from '../../wire/event.ts'
import {
  IncidentChange,
  IncidentCreation,
  IncidentId,
  IncidentMerge,
  IncidentNote,
  IncidentRecord,
  IncidentSplit,
  IncidentStepChange,
} from '../../wire/incidents.ts'
import { Problem } from '../../wire/rest.ts'
import { isWithin } from '../access/rights.ts'
import type { ExpectedVersion } from '../incidents/incidents.ts'
import { IncidentError } from '../incidents/life-cycle.ts'
import type { EventQuery } from '../query/events.ts'
import { actorName } from './actor.ts'
import { type IncidentSources, noIncident, withIncidentTag } from './incident-routes.ts'
import { ProblemError } from './problems.ts'
import type { Routes } from './routes.ts'
import { Conditions } from './versions.ts'

const Params = Type.Object({ id: IncidentId })
const StepParams = Type.Object({ id: IncidentId, step: Name })
const tags = ['incidents']
const changed = { 200: IncidentRecord, 400: Problem, 404: Problem }
const guarded = { ...changed, 409: Problem, 412: Problem, 422: Problem }
const byVersion =
  'Needs `If-Match` with the ETag that the incident was read with: what somebody else decided meanwhile is not overwritten. Events that join it meanwhile refuse nothing.'

const config = { needs: 'incidents:write' } as const

export function addIncidentChangeRoutes(
  app: Routes,
  { incidents, query }: Pick<IncidentSources, 'incidents' | 'query'>,
  events: Pick<EventQuery, 'find'>,
): void {
  /** As if what lies outside the branch of the caller were not there. */
  const refuseBeyond = (ids: readonly string[], { places }: FastifyRequest): void => {
    for (const id of ids) {
      const incident = query.find(id)
      if (incident !== undefined && !isWithin(incident.site, places)) throw noIncident(id)
    }
  }
  const within = (request: FastifyRequest, _reply: FastifyReply, done: () => void): void => {
    refuseBeyond([(request.params as { id: string }).id], request)
    done()
  }
  app.post(
    '/api/incidents',
    {
      config,
      schema: {
        summary: 'Open an incident from events',
        description: 'For what no rule found. Whoever opens it owns it.',
        tags,
        body: IncidentCreation,
        response: { 201: IncidentRecord, 400: Problem, 422: Problem },
      },
    },
    (request, reply) => {
      for (const id of request.body.events) {
        const event = events.find(id)
        if (event !== undefined && !isWithin(event.site, request.places))
          throw new ProblemError('invalid-incident', `events: no event ${id} is stored`)
      }
      return answer(reply.code(201), () => incidents.create(request.body, actorName(request)))
    },
  )
  app.patch(
    '/api/incidents/:id',
    {
      config,
      preHandler: within,
      schema: {
        summary: 'Acknowledge, hand over, put on hold, close, open again',
        description: `${byVersion} Whoever takes up a new one owns it, unless \`owner\` says otherwise.`,
        tags,
        params: Params,
        headers: Conditions,
        body: IncidentChange,
        response: guarded,
      },
    },
    (request, reply) => {
      const { params, headers, body } = request
      if (body.hold !== undefined)
        request.details = { hold: String(body.hold), ...(body.comment !== undefined && { why: body.comment }) }
      return answer(reply, () => incidents.change(params.id, versionOf(headers['if-match']), body, actorName(request)))
    },
  )
  app.post(
    '/api/incidents/:id/notes',
    {
      config,
      preHandler: within,
      schema: {
        summary: 'Add a note',
        description: 'Notes are only added, so that nobody needs to have read the others.',
        tags,
        params: Params,
        body: IncidentNote,
        response: changed,
      },
    },
    (request, reply) => answer(reply, () => incidents.note(request.params.id, request.body.text, actorName(request))),
  )
  app.put(
    '/api/incidents/:id/steps/:step',
    {
      config,
      preHandler: within,
      schema: {
        summary: 'Tick a step of the checklist, or take that back',
        description: 'What is ticked already stays whose it is.',
        tags,
        params: StepParams,
        body: IncidentStepChange,
        response: changed,
      },
    },
    (request, reply) => {
      const { id, step } = request.params
      return answer(reply, () => incidents.setStep(id, step, request.body.done, actorName(request)))
    },
  )
  app.post(
    '/api/incidents/:id/merge',
    {
      config,
      preHandler: within,
      schema: {
        summary: 'Merge other incidents into this one',
        description: `Their events move here, also those that are still to come; they are closed. ${byVersion}`,
        tags,
        params: Params,
        headers: Conditions,
        body: IncidentMerge,
        response: guarded,
      },
    },
    (request, reply) => {
      const { params, headers, body } = request
      const expected = versionOf(headers['if-match'])
      refuseBeyond(body.incidents, request)
      return answer(reply, () => incidents.merge(params.id, expected, body.incidents, actorName(request)))
    },
  )
  app.post(
    '/api/incidents/:id/split',
    {
      config,
      preHandler: within,
      schema: {
        summary: 'Take events out into an incident of their own',
        description: `Answers with the new one, which no further event joins by itself. ${byVersion}`,
        tags,
        params: Params,
        headers: Conditions,
        body: IncidentSplit,
        response: { 201: IncidentRecord, 400: Problem, 404: Problem, 412: Problem, 422: Problem },
      },
    },
    (request, reply) => {
      const { params, headers, body } = request
      const expected = versionOf(headers['if-match'])
      return answer(reply.code(201), () => incidents.split(params.id, expected, body.events, actorName(request)))
    },
  )
}

function answer(reply: FastifyReply, change: () => IncidentRecord): IncidentRecord {
  try {
    return withIncidentTag(reply, change())
  } catch (error) {
    throw error instanceof IncidentError ? new ProblemError(error.code, error.message) : error
  }
}

function versionOf(tag: string | undefined): ExpectedVersion {
  if (tag === undefined) return undefined
  if (tag.trim() === '*') return 'any'
  const [, version] = /^\s*"(\d{1,15})(?:-\d{1,15})?"\s*$/.exec(tag) ?? []
  if (version === undefined)
    throw new ProblemError('invalid-request', 'if-match: pass the ETag of the incident unchanged')
  return Number(version)
}
