/** Every error that a client gets, as RFC 9457 problem+json: a code to program against, a sentence to read, no stack. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifySchemaValidationError } from 'fastify'
import type { Log } from '../../runtime/log.ts'
import type { Problem } from '../../wire/rest.ts'
import { SearchError } from '../search/search.ts'

/** Code → HTTP status and title; README.md lists them. */
export const problems = {
  'invalid-request': [400, 'The request does not fit its description'],
  'invalid-cursor': [400, 'The cursor is not one that was given out'],
  'not-authenticated': [401, 'It is not known who asks'],
  'wrong-credentials': [401, 'Name and password do not belong together'],
  forbidden: [403, 'Whoever asks may not do this'],
  'cross-site': [403, 'The request comes from a page of another site'],
  'wrong-code': [403, 'The code is not the one that was given out'],
  'expired-code': [403, 'The code is too old'],
  'used-code': [409, 'The code has been used'],
  'other-agent': [409, 'The code is for another box'],
  'offset-mismatch': [409, 'The piece does not continue what has come'],
  'not-found': [404, 'There is nothing at this address'],
  'site-in-use': [409, 'Other places lie in this one'],
  'invalid-transition': [409, 'The incident cannot become that from what it is'],
  'last-administrator': [409, 'Nobody would be left who may do everything'],
  'clip-not-recorded': [409, 'There is no recording of this camera'],
  'clip-gone': [410, 'The recording is older than the agent keeps it'],
  'media-deleted': [410, 'The picture or clip has been deleted'],
  'version-conflict': [412, 'It is not at the version that the change was made from'],
  'too-large': [413, 'The body is larger than accepted'],
  'unsupported-media-type': [415, 'The body is of a type that is not accepted'],
  'range-not-satisfiable': [416, 'There are no bytes in the range that was asked for'],
  'hash-mismatch': [422, 'The bytes do not have the address they were sent to'],
  'invalid-person': [422, 'The person cannot be entered so'],
  'weak-password': [422, 'The password is too easy to guess'],
  'invalid-site': [422, 'The place cannot be put into the tree so'],
  'invalid-incident': [422, 'The incident cannot be made or changed so'],
  'reason-required': [422, 'It must be said why'],
  'not-jpeg': [422, 'The bytes are not a JPEG picture'],
  'not-mp4': [422, 'The bytes are not an MP4 clip'],
  'locked-out': [429, 'There were too many failures to log in'],
  'too-many-requests': [429, 'There were too many requests in a short time'],
  'audit-unavailable': [503, 'It cannot be recorded who does what, so that nothing is shown'],
  'not-ready': [503, 'What is asked for cannot be answered yet'],
  'too-many-clients': [503, 'Too many clients listen to the feed'],
  internal: [500, 'The collector failed; its log says why'],
  'agent-silent': [504, 'The agent did not answer in time'],
  'storage-full': [507, 'There is no room left on the disk'],
} as const satisfies Record<string, readonly [status: number, title: string]>

export type ProblemCode = keyof typeof problems

/** What a handler throws to refuse a request. */
export class ProblemError extends Error {
  readonly code: ProblemCode

  constructor(code: ProblemCode, detail: string) {
    super(detail)
    this.name = 'ProblemError'
    this.code = code
  }
}

export function sendProblem(reply: FastifyReply, code: ProblemCode, detail?: string): FastifyReply {
  const [status, title] = problems[code]
  const problem: Problem = {
    type: `urn:watchpost:error:${code}`,
    title,
    status,
    ...(detail !== undefined && { detail }),
  }
  return reply.code(status).type('application/problem+json').send(problem)
}

export function answerErrorsWithProblems(app: FastifyInstance, log: Log): void {
  app.setSchemaErrorFormatter((errors, part) => {
    // For an unknown key there are two errors; this one does not say what is wrong.
    const useful = errors.filter(({ keyword }) => keyword !== 'boolean')
    return new Error(useful.map((error) => describe(error, part)).join('; '))
  })
  app.setErrorHandler((error: FastifyError | ProblemError, request, reply) => {
    if (error instanceof SearchError) return sendProblem(reply.header('retry-after', 30), 'not-ready', error.message)
    if (error instanceof ProblemError) return sendProblem(reply, error.code, error.message)
    if (error.validation !== undefined) return sendProblem(reply, 'invalid-request', error.message)
    const status = error.statusCode ?? 500
    if (status === 413) return sendProblem(reply, 'too-large', error.message)
    if (status === 415) return sendProblem(reply, 'unsupported-media-type', error.message)
    if (status >= 400 && status < 500) return sendProblem(reply, 'invalid-request', error.message)
    if (reply.raw.headersSent || request.raw.destroyed) log.debug({ err: error, url: request.url }, 'request cut short')
    else log.error({ err: error, method: request.method, url: request.url }, 'request failed')
    return sendProblem(reply, (error as NodeJS.ErrnoException).code === 'ENOSPC' ? 'storage-full' : 'internal')
  })
}

function describe({ instancePath, message, params }: FastifySchemaValidationError, part: string): string {
  const unknown = (params as { additionalProperties?: string[] }).additionalProperties
  if (unknown !== undefined) return `${part}: ${unknown.join(', ')}: unknown; check the spelling`
  return `${part}: ${instancePath.slice(1) || 'it'} ${message ?? 'does not fit'}`
}
