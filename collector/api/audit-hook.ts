import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Audit } from '../access/audit.ts'
import { addressGroup } from '../access/lockout.ts'
import { permissionsNeeded } from './route-access.ts'

/** Somebody who looks at the same thing again within this time has looked at it once. */
const onceWithinMs = 60_000
const maxRemembered = 10_000
const maxAddressLength = 2_000

/** Notes who called every route that needs something, or that lets people in and out. No route does so by itself. */
export function addAuditHook(app: FastifyInstance, audit: Audit): void {
  app.decorateRequest('claimed')
  app.decorateRequest('details')
  const isRepeated = createMemory()

  const note = (request: FastifyRequest, reply: FastifyReply | undefined): void => {
    const action = actionOf(request, reply?.statusCode)
    if (action === undefined || request.is404) return
    const isLook = (request.method === 'GET' || request.method === 'HEAD') && (reply?.statusCode ?? 0) < 400
    const actor = actorOf(request)
    const fact = {
      at: Date.now(),
      actor,
      address: request.ip,
      action,
      request: `${request.method} ${addressOf(request)}`,
      ...(reply !== undefined && { status: reply.statusCode }),
      ...(request.details !== undefined && { details: request.details }),
    }
    const subject = action === 'key:refused' ? addressGroup(request.ip) : `${actor} ${fact.request}`
    if ((isLook || action === 'key:refused') && isRepeated(`${action} ${subject}`, fact.at)) return
    audit.add(fact)
  }

  app.addHook('preHandler', (request, _reply, done) => {
    if (request.routeOptions.config.lasting === true) note(request, undefined)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    const hasBegun = request.routeOptions.config.lasting === true && reply.statusCode < 400
    if (!hasBegun) note(request, reply)
    done()
  })
}

function actionOf({ routeOptions, caller, headers, details }: FastifyRequest, status = 200): string | undefined {
  const { needs = 'public', audit } = routeOptions.config
  if (audit === 'session') return status < 400 && details?.refused === undefined ? 'session:begin' : 'session:refused'
  if (audit === false && status < 400) return undefined
  if (typeof audit === 'string') return audit
  if (needs === 'public') return undefined
  // Nobody is known to name, except by a key that is not good.
  if (caller === undefined) return headers.authorization === undefined ? undefined : 'key:refused'
  return permissionsNeeded(needs)[0] ?? 'session'
}

function actorOf({ caller, claimed }: FastifyRequest): string {
  if (claimed !== undefined) return `person:${claimed.trim().toLowerCase()}`
  if (caller === undefined) return 'nobody'
  return caller.kind === 'open' ? caller.name : `${caller.kind}:${caller.name}`
}

/** What comes back from a provider of single sign-on holds secrets. */
function addressOf({ url, routeOptions }: FastifyRequest): string {
  const text = routeOptions.config.needs === 'public' ? (url.split('?', 1)[0] ?? '') : url
  return text.slice(0, maxAddressLength)
}

function createMemory(): (key: string, now: number) => boolean {
  const seen = new Map<string, number>()
  return (key, now) => {
    const at = seen.get(key)
    if (at !== undefined && now - at < onceWithinMs) return true
    if (seen.size >= maxRemembered) seen.clear()
    seen.set(key, now)
    return false
  }
}
