import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { Credentials, PasswordChange, SessionState, Setup } from '../../wire/access.ts'
import { Problem } from '../../wire/rest.ts'
import type { Access } from '../access/access.ts'
import { permissionsOf } from '../access/rights.ts'
import { answering } from './answering.ts'
import type { Routes } from './routes.ts'
import { clearSessionCookie, readSessionCookie, setSessionCookie } from './session-cookie.ts'

export type SessionRouteOptions = {
  readonly access: Access
  readonly open: boolean
  /** What its button says. */
  readonly singleSignOn: string | undefined
}

/** Far fewer than anybody types, and more than a room of people behind one address. */
const strictly = { rateLimit: { max: 60, timeWindow: 60_000 } }

/** Logging in and out, and the first administrator. */
export function addSessionRoutes(app: Routes, { access, open, singleSignOn }: SessionRouteOptions): void {
  const stateOf = (request: FastifyRequest): SessionState => {
    const { session } = request
    const button = singleSignOn === undefined ? {} : { singleSignOn }
    if (open) return { state: 'open' }
    if (session === undefined) return { state: access.setup.isNeeded() ? 'setup' : 'out', ...button }
    const { caller, person, expiresAt } = session
    const { name, displayName } = person
    return {
      state: 'in',
      person: {
        name,
        ...(displayName !== undefined && { displayName }),
        permissions: permissionsOf(caller.rights),
        hasPassword: person.subject === undefined,
        expiresAt,
      },
    }
  }

  app.get(
    '/api/session',
    {
      config: { needs: 'public' },
      schema: {
        summary: 'Whether one is logged in, and has to be',
        tags: ['access'],
        response: { 200: SessionState },
      },
    },
    (request, reply) => {
      void reply.header('cache-control', 'no-store')
      return stateOf(request)
    },
  )
  app.post(
    '/api/session',
    {
      config: { needs: 'public', audit: 'session', ...strictly },
      schema: {
        summary: 'Log in',
        description:
          'The answer sets a cookie. After failures of a person or an address nobody may try for a while: 429 with `Retry-After`.',
        tags: ['access'],
        body: Credentials,
        response: { 200: Type.Object({}), 400: Problem, 401: Problem, 403: Problem, 429: Problem },
      },
    },
    async (request, reply) => {
      const { name, password } = request.body
      request.claimed = name
      const old = readSessionCookie(request)
      const { token, expiresAt } = await answering(reply, () => access.sessions.logIn(name, password, request.ip, old))
      return welcome(reply, token, expiresAt)
    },
  )
  app.delete(
    '/api/session',
    {
      config: { needs: 'public', audit: 'session:end' },
      schema: { summary: 'Log out', tags: ['access'], response: { 204: Type.Null(), 403: Problem } },
    },
    (request, reply) => {
      const cookie = readSessionCookie(request)
      if (cookie !== undefined) access.sessions.end(cookie)
      clearSessionCookie(reply)
      void reply.code(204)
      return null
    },
  )
  app.put(
    '/api/session/password',
    {
      config: { needs: 'person', audit: 'session:password', ...strictly },
      schema: {
        summary: 'Change one’s own password',
        description: 'All other sessions of the person end.',
        tags: ['access'],
        body: PasswordChange,
        response: { 204: Type.Null(), 400: Problem, 422: Problem },
      },
    },
    async ({ body, session, ip }, reply) => {
      const attempt = await answering(reply, () => access.sessions.guard(ip))
      const { name = '' } = session?.person ?? {}
      await answering(reply, () => access.people.changePassword(name, body.current, body.password, session?.hash ?? ''))
      attempt.succeeded()
      return reply.code(204).send(null)
    },
  )
  app.post(
    '/api/setup',
    {
      config: { needs: 'public', audit: 'session', ...strictly },
      schema: {
        summary: 'Make the first administrator',
        description: 'With the code that the collector printed at its start, once; the answer logs in.',
        tags: ['access'],
        body: Setup,
        response: { 200: Type.Object({}), 400: Problem, 403: Problem, 422: Problem, 429: Problem },
      },
    },
    async (request, reply) => {
      const { name, password } = request.body
      request.claimed = name
      const attempt = await answering(reply, () => access.sessions.guard(request.ip))
      await answering(reply, () => access.setup.complete(request.body))
      attempt.succeeded()
      const old = readSessionCookie(request)
      const { token, expiresAt } = await answering(reply, () => access.sessions.logIn(name, password, request.ip, old))
      return welcome(reply, token, expiresAt)
    },
  )
}

function welcome(reply: FastifyReply, token: string, expiresAt: number): object {
  setSessionCookie(reply, token, expiresAt)
  void reply.header('cache-control', 'no-store')
  return {}
}
