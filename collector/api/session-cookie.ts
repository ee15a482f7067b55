import type { FastifyReply, FastifyRequest } from 'fastify'

const name = 'watchpost-session'

/** @returns undefined when the browser sent none */
export function readSessionCookie(request: FastifyRequest): string | undefined {
  return request.cookies[name]
}

/** Scripts cannot read it, and no page of another site makes a browser send it. */
export function setSessionCookie(reply: FastifyReply, token: string, expiresAt: number): void {
  void reply.setCookie(name, token, { ...attributes(reply), expires: new Date(expiresAt) })
}

export function clearSessionCookie(reply: FastifyReply): void {
  void reply.clearCookie(name, attributes(reply))
}

function attributes(reply: FastifyReply) {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure: reply.request.protocol === 'https' } as const
}
