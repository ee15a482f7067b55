import Type from 'typebox'
import { PersonFacts, PersonList, PersonName, PersonRecord } from '../../wire/access.ts'
import { Problem } from '../../wire/rest.ts'
import type { Access } from '../access/access.ts'
import { answering } from './answering.ts'
import { ProblemError } from './problems.ts'
import type { Routes } from './routes.ts'
import { Conditions, versionOf, withTag } from './versions.ts'

const Params = Type.Object({ name: PersonName })
const config = { needs: 'people:manage' } as const

export function addPeopleRoutes(app: Routes, { people }: Access): void {
  app.get(
    '/api/people',
    {
      config,
      schema: {
        summary: 'People whose rights all lie where you manage them',
        tags: ['access'],
        response: { 200: PersonList },
      },
    },
    ({ places }) => ({ people: people.list(places) }),
  )
  app.get(
    '/api/people/:name',
    {
      config,
      schema: {
        summary: 'One person',
        tags: ['access'],
        params: Params,
        response: { 200: PersonRecord, 404: Problem },
      },
    },
    ({ params: { name }, places }, reply) => {
      const person = people.find(name, places)
      if (person === undefined) throw new ProblemError('not-found', `there is no person "${name}"`)
      return withTag(reply, person)
    },
  )
  app.put(
    '/api/people/:name',
    {
      config,
      schema: {
        summary: 'Enter or change a person',
        description:
          'Somebody who is there needs `If-Match`. Whoever is disabled or given another password is logged out everywhere. Nobody gives more than they have.',
        tags: ['access'],
        params: Params,
        headers: Conditions,
        body: PersonFacts,
        response: {
          200: PersonRecord,
          201: PersonRecord,
          400: Problem,
          404: Problem,
          409: Problem,
          412: Problem,
          422: Problem,
        },
      },
    },
    async (request, reply) => {
      const { params, headers, body, places } = request
      const { name } = params
      const { password, ...facts } = body
      request.details = { facts: JSON.stringify(facts), ...(password !== undefined && { password: 'changed' }) }
      const expected = versionOf(headers['if-match'])
      const person = await answering(reply, () => people.put(name, body, expected, places))
      return withTag(reply.code(person.version === 1 ? 201 : 200), person)
    },
  )
}
