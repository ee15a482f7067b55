import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import type { Log } from '../../runtime/log.ts'
import type { Access } from '../access/access.ts'
import { SignOnError, type SingleSignOn } from '../access/single-sign-on.ts'
import type { Routes } from './routes.ts'
import { readSessionCookie, setSessionCookie } from './session-cookie.ts'

const ticketName = 'watchpost-sign-on'
const path = '/api/sign-on'
const rateLimit = { max: 60, timeWindow: 60_000 }

/** To the provider of single sign-on, and back. */
export function addSignOnRoutes(app: Routes, signOn: SingleSignOn, access: Access, log: Log): void {
  const sendBack = (reply: FastifyReply, error: unknown): FastifyReply => {
    if (!(error instanceof SignOnError)) throw error
    log.warn({ err: error }, 'nobody was let in by single sign-on')
    reply.request.details = { refused: error.code }
    return reply.redirect(`/?sign-on=${error.code}`)
  }
  app.get(
    path,
    {
      exposeHeadRoute: false,
      config: { needs: 'public', rateLimit },
      schema: { summary: 'Log in elsewhere', tags: ['access'], response: { 302: Type.Null() } },
    },
    async (_request, reply) => {
      try {
        const { url, ticket } = await signOn.begin()
        // Lax: the provider sends the browser back, which is a page of another site.
        const lasting = { path, httpOnly: true, sameSite: 'lax', maxAge: 600 } as const
        void reply.setCookie(ticketName, ticket, { ...lasting, secure: reply.request.protocol === 'https' })
        return reply.redirect(url)
      } catch (error) {
        return sendBack(reply, error)
      }
    },
  )
  app.get(
    `${path}/callback`,
    {
      exposeHeadRoute: false,
      config: { needs: 'public', audit: 'session', rateLimit },
      schema: { summary: 'Back from the provider', tags: ['access'], response: { 302: Type.Null() } },
    },
    async (request, reply) => {
      const search = request.url.slice(request.url.indexOf('?'))
      void reply.clearCookie(ticketName, { path })
      try {
        const person = await signOn.finish(request.cookies[ticketName], search)
        request.claimed = person.name
        const { token, expiresAt } = access.sessions.begin(person, readSessionCookie(request))
        setSessionCookie(reply, token, expiresAt)
        return reply.redirect('/')
      } catch (error) {
        return sendBack(reply, error)
      }
    },
  )
}
