import type { FastifyRequest } from 'fastify'

/** Who acts, as it is written into what people work on. */
export function actorName({ caller }: FastifyRequest): string {
  // Where nobody has to log in, nobody is known by name.
  if (caller === undefined || caller.kind === 'open') return 'operator'
  return caller.kind === 'person' ? caller.name : `${caller.kind}:${caller.name}`
}
