import type { FastifyReply } from 'fastify'
import { AccessError } from '../access/access-error.ts'
import { ProblemError } from './problems.ts'

/** What access refuses, as the problem that the client gets. */
export async function answering<T>(reply: FastifyReply, change: () => T | Promise<T>): Promise<T> {
  try {
    return await change()
  } catch (error) {
    if (!(error instanceof AccessError)) throw error
    if (error.retryAfterMs !== undefined) void reply.header('retry-after', Math.ceil(error.retryAfterMs / 1_000))
    throw new ProblemError(error.code, error.message)
  }
}
