import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import { addressGroup } from '../access/lockout.ts'
import { ProblemError } from './problems.ts'

/** So many of one person, key or address in a minute: far more than a page needs, far less than would hold up the rest. */
export async function limitRequests(app: FastifyInstance, requestsPerMinute: number): Promise<void> {
  await app.register(rateLimit, {
    max: requestsPerMinute,
    timeWindow: 60_000,
    cache: 10_000,
    keyGenerator: ({ caller, ip }) =>
      caller === undefined || caller.kind === 'open' ? addressGroup(ip) : `${caller.kind}:${caller.name}`,
    errorResponseBuilder: (_request, { after }) =>
      new ProblemError('too-many-requests', `slow down; try again in ${after}`),
  })
}
