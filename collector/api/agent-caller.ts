import { type Enrolment, enrolledIdentity } from '../access/enrolment.ts'
import type { Caller } from '../access/rights.ts'

/** A box may upload, and nothing else. */
const rights = [{ permissions: ['media:write'] }] as const

/** The box that a request is of, by RFC 7617; undefined when it is none of ours. */
export function agentCaller(enrolment: Pick<Enrolment, 'isKnown'>, authorization: string): Caller | undefined {
  const text = Buffer.from(authorization.replace(/^Basic +/i, ''), 'base64').toString()
  const colon = text.indexOf(':')
  const name = text.slice(0, Math.max(0, colon))
  const identity = enrolledIdentity(enrolment, name, text.slice(colon + 1))
  return identity && { kind: 'agent', name, rights }
}
