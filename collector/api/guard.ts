import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { Problem } from '../../wire/rest.ts'
import type { Access } from '../access/access.ts'
import { type Caller, placesFor, type Right, rightsOf } from '../access/rights.ts'
import type { Session } from '../access/sessions.ts'
import { agentCaller } from './agent-caller.ts'
import { namesLoopback, siteOf } from './cross-site.ts'
import { ProblemError } from './problems.ts'
import { type Needs, permissionsNeeded, type RouteFacts } from './route-access.ts'
import { readSessionCookie } from './session-cookie.ts'

export type GuardOptions = {
  readonly access: Access
  /** Nobody has to log in. */
  readonly open: boolean
  readonly publicUrl: string | undefined
  /** Why it cannot be recorded who does what. */
  readonly auditFailure: () => string | undefined
}

export type Guard = {
  /** All of them, once the server is ready. */
  routes(): RouteFacts[]
  /** What the sender of a request that still lasts may do now; undefined when the session or key is over. */
  currentRights(request: FastifyRequest): readonly Right[] | undefined
}

const anybody: Caller = { kind: 'open', name: 'anybody', rights: rightsOf([{ role: 'administrator' }]) }

/**
 * Stands before every route: who asks, whether they may, and where. A route that does not say what it needs keeps the
 * server from starting.
 */
export function addGuard(app: FastifyInstance, { access, open, publicUrl, auditFailure }: GuardOptions): Guard {
  const routes: RouteOptions[] = []
  app.decorateRequest('caller')
  app.decorateRequest('session')
  app.decorateRequest('places', null as never)
  app.addHook('onRoute', (route) => {
    routes.push(route)
    if (route.schema !== undefined && route.schema.hide !== true) describeAccess(route)
  })
  app.addHook('onReady', (done) => {
    const silent = routes.filter(({ config }) => config?.needs === undefined)
    const names = silent.map(({ method, url }) => `${String(method)} ${url}`)
    done(names.length === 0 ? undefined : new Error(`api: routes say not what they need: ${names.join(', ')}`))
  })

  const identify = (request: FastifyRequest): { caller?: Caller | undefined; session?: Session | undefined } => {
    const { authorization = '' } = request.headers
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? []
    if (open) return { caller: anybody }
    if (/^Basic /i.test(authorization)) return { caller: agentCaller(access.enrolment, authorization) }
    if (token !== undefined) return { caller: access.keys.verify(token) }
    const cookie = readSessionCookie(request)
    const session = cookie === undefined ? undefined : access.sessions.find(cookie)
    return { session, caller: session?.caller }
  }

  app.addHook('onRequest', (request, reply, done) => {
    if (open && !namesLoopback(request.headers)) throw new ProblemError('forbidden', 'open this page as 127.0.0.1')
    Object.assign(request, identify(request))
    refuseCrossSite(request, publicUrl)
    const { needs = 'public', everywhere = false } = request.is404 ? {} : request.routeOptions.config
    admit(request, reply, needs, everywhere, access)
    const failure = needs === 'public' ? undefined : auditFailure()
    if (failure !== undefined) throw new ProblemError('audit-unavailable', failure)
    done()
  })
  return {
    routes: () => routes.flatMap(factsOf),
    currentRights: (request) => identify(request).caller?.rights,
  }
}

/** A browser sends the cookie by itself: a change must come from a page of ours. */
function refuseCrossSite(request: FastifyRequest, publicUrl: string | undefined): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return
  const site = siteOf(request.headers, publicUrl)
  const isRefused = site === 'cross' || (site === 'unknown' && request.session !== undefined)
  if (isRefused)
    throw new ProblemError('cross-site', 'send it from a page of this collector, or a program with a key instead')
}

function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  needs: Needs,
  everywhere: boolean,
  { branchOf }: Access,
): void {
  const { caller } = request
  if (needs === 'public') return
  if (caller === undefined) {
    void reply.header('www-authenticate', 'Bearer')
    throw new ProblemError('not-authenticated', 'log in, or send a key that is valid')
  }
  if (needs === 'person') {
    if (caller.kind === 'person') return
    throw new ProblemError('forbidden', 'this is for people who are logged in')
  }
  const allowed = permissionsNeeded(needs).map((permission) => placesFor(caller.rights, permission, branchOf))
  const places = allowed.find((found) => found !== undefined)
  if (places === undefined || (everywhere && places !== 'everywhere')) {
    const permission = permissionsNeeded(needs).join(' or ')
    throw new ProblemError('forbidden', `this needs ${permission}${everywhere ? ' everywhere' : ''}`)
  }
  request.places = places
}

/** What the reference says about every route, in one place. */
function describeAccess(route: RouteOptions): void {
  const needs = route.config?.needs
  if (needs === undefined || needs === 'public') return
  const permission = permissionsNeeded(needs).join(' or ')
  const words = permission === '' ? 'Needs a session.' : `Needs ${permission}.`
  route.schema = {
    ...route.schema,
    description: [route.schema?.description, words].filter(Boolean).join(' '),
    security: [{ session: [] }, ...(needs === 'person' ? [] : [{ key: [] }])],
    response: { 401: Problem, 403: Problem, 429: Problem, ...(route.schema?.response as object | undefined) },
  }
}

function factsOf({ method, url, config }: RouteOptions): RouteFacts[] {
  const needs = config?.needs ?? 'public'
  const everywhere = config?.everywhere === true
  const audit = config?.audit === undefined ? needs !== 'public' : config.audit !== false
  return [method].flat().map((name) => ({ method: name, url, needs, everywhere, audit }))
}
