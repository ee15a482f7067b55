/** How boxes come in: codes that people give out, and the one route that a box without a secret may call. */
import Type from 'typebox'
import { EnrolmentCode, EnrolmentList, EnrolmentOffer, EnrolmentRequest } from '../../wire/enrolment.ts'
import { joinCode } from '../../wire/enrolment-code.ts'
import { Name } from '../../wire/event.ts'
import { Problem } from '../../wire/rest.ts'
import { type Enrolment, EnrolmentError } from '../access/enrolment.ts'
import { isWithin, type Places } from '../access/rights.ts'
import { actorName } from './actor.ts'
import { ProblemError } from './problems.ts'
import type { Routes } from './routes.ts'

const Params = Type.Object({ site: Name, agent: Name })
const config = { needs: 'agents:enrol' } as const
const tags = ['agents']
/** A technician mistypes a few times; who guesses needs billions. */
const strictly = { rateLimit: { max: 20, timeWindow: 60_000 } }
const defaultHours = 24

/** @param fingerprint of the authority that boxes are to trust, which codes carry */
export function addEnrolmentRoutes(app: Routes, enrolment: Enrolment, fingerprint: string | undefined): void {
  app.post(
    '/api/enrol',
    {
      config: { needs: 'public', audit: 'agent:enrol', ...strictly },
      schema: {
        summary: 'Make the secret of a box known, with a code',
        description:
          'The box makes its secret itself and sends the hash. A code is good once; the same code with the same hash may be sent again, as after an answer that was lost.',
        tags,
        body: EnrolmentRequest,
        response: { 204: Type.Null(), 400: Problem, 403: Problem, 409: Problem, 429: Problem },
      },
    },
    (request, reply) => {
      const { code, secretHash, site, agent } = request.body
      request.details = { site, agent }
      try {
        enrolment.enrol(code, { site, agent }, secretHash)
      } catch (error) {
        throw error instanceof EnrolmentError ? new ProblemError(error.code, error.message) : error
      }
      void reply.code(204)
      return null
    },
  )
  app.get(
    '/api/enrolments',
    {
      config,
      schema: { summary: 'Boxes that may connect, or are invited to', tags, response: { 200: EnrolmentList } },
    },
    ({ places }) => ({ agents: enrolment.list().filter(({ site }) => isWithin(site, places)) }),
  )
  app.post(
    '/api/enrolments',
    {
      config,
      schema: {
        summary: 'Give out a code for one box',
        description:
          'It takes the place of one that waits. A box that is enrolled goes on until the code is used. Where the collector has an authority of its own, the code carries its fingerprint, by which the box knows the collector.',
        tags,
        body: EnrolmentOffer,
        response: { 201: EnrolmentCode, 400: Problem, 404: Problem },
      },
    },
    (request, reply) => {
      const { site, agent, hours = defaultHours } = request.body
      refuseBeyond(site, request.places)
      request.details = { site, agent }
      void reply.code(201).header('cache-control', 'no-store')
      const { code, expiresAt } = enrolment.invite({ site, agent }, hours, actorName(request))
      return { code: joinCode(code, fingerprint), expiresAt }
    },
  )
  app.delete(
    '/api/enrolments/:site/:agent',
    {
      config,
      schema: {
        summary: 'Let a box not connect any more, and its code be void',
        tags,
        params: Params,
        response: { 204: Type.Null(), 404: Problem },
      },
    },
    ({ params: { site, agent }, places }, reply) => {
      refuseBeyond(site, places)
      if (!enrolment.revoke({ site, agent }))
        throw new ProblemError('not-found', `${site}/${agent} is neither enrolled nor invited`)
      void reply.code(204)
      return null
    },
  )
}

function refuseBeyond(site: string, places: Places): void {
  if (!isWithin(site, places)) throw new ProblemError('not-found', `there is no place "${site}"`)
}
