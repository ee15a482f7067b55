import Type from 'typebox'
import { KeyFacts, KeyList, KeyRecord, NewKey } from '../../wire/access.ts'
import { Problem } from '../../wire/rest.ts'
import type { Access } from '../access/access.ts'
import { answering } from './answering.ts'
import type { Routes } from './routes.ts'

const Params = Type.Object({ id: Type.String({ maxLength: 64 }) })
const config = { needs: 'keys:manage' } as const

export function addKeyRoutes(app: Routes, { keys }: Access): void {
  app.get(
    '/api/keys',
    {
      config,
      schema: {
        summary: 'Keys of programs that hold no more than you may do',
        tags: ['access'],
        response: { 200: KeyList },
      },
    },
    ({ caller }) => ({ keys: keys.list(caller?.rights ?? []) }),
  )
  app.post(
    '/api/keys',
    {
      config,
      schema: {
        summary: 'Make a key for a program',
        description: 'The token is in this answer only. Nobody gives a key more than they have.',
        tags: ['access'],
        body: KeyFacts,
        response: { 201: NewKey, 400: Problem },
      },
    },
    async (request, reply) => {
      const { body, caller } = request
      const made = await answering(reply, () => keys.add(body, caller?.name ?? '', caller?.rights ?? []))
      request.details = { id: made.key.id, facts: JSON.stringify(body) }
      return reply.code(201).header('cache-control', 'no-store').send(made)
    },
  )
  app.delete(
    '/api/keys/:id',
    {
      config,
      schema: {
        summary: 'Revoke a key, at once',
        tags: ['access'],
        params: Params,
        response: { 200: KeyRecord, 404: Problem },
      },
    },
    ({ params: { id }, caller }, reply) => answering(reply, () => keys.revoke(id, caller?.rights ?? [])),
  )
}
