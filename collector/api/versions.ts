/** Two people who change one thing do not overwrite each other: ETag and If-Match (RFC 9110, 13.1.1). */
import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import { ProblemError } from './problems.ts'

export const Conditions = Type.Object({
  'if-match': Type.Optional(
    Type.String({ maxLength: 64, description: 'ETag that the change was made from, or * for whatever is there' }),
  ),
})

export function withTag<T extends { readonly version: number }>(reply: FastifyReply, record: T): T {
  void reply.header('etag', `"${record.version}"`).header('cache-control', 'no-cache')
  return record
}

/**
 * The version that a change was made from.
 * @throws ProblemError when it is no ETag of ours
 */
export function versionOf(tag: string | undefined): number | 'any' | undefined {
  if (tag === undefined) return undefined
  if (tag.trim() === '*') return 'any'
  const [, version] = /^\s*"(\d{1,15})"\s*$/.exec(tag) ?? []
  if (version === undefined) throw new ProblemError('invalid-request', 'if-match: pass the ETag unchanged')
  return Number(version)
}
