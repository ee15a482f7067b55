import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import { Name } from '../../wire/event.ts'
import { Problem } from '../../wire/rest.ts'
import { SiteFacts, SiteList, SiteRecord } from '../../wire/sites.ts'
import { SiteError, type Sites } from '../sites/sites.ts'
import { ProblemError } from './problems.ts'
import type { Routes } from './routes.ts'

const Params = Type.Object({ id: Name })
const Conditions = Type.Object({
  'if-match': Type.Optional(
    Type.String({ maxLength: 64, description: 'ETag that the change was made from, or * for whatever is there' }),
  ),
})

/** @param reported ids of the sites that agents name */
export function addSiteRoutes(app: Routes, sites: Sites, reported: () => readonly string[]): void {
  app.get(
    '/api/sites',
    { schema: { summary: 'The tree of sites', tags: ['sites'], response: { 200: SiteList } } },
    () => {
      const list = sites.list()
      const known = new Set(list.map(({ id }) => id))
      return { sites: list, unknown: reported().filter((id) => !known.has(id)) }
    },
  )
  app.get(
    '/api/sites/:id',
    {
      schema: { summary: 'One place', tags: ['sites'], params: Params, response: { 200: SiteRecord, 404: Problem } },
    },
    ({ params: { id } }, reply) => {
      const site = sites.find(id)
      if (site === undefined) throw new ProblemError('not-found', `there is no place "${id}"`)
      return withTag(reply, site)
    },
  )
  app.put(
    '/api/sites/:id',
    {
      schema: {
        summary: 'Enter or change a place',
        description:
          'A place that is there needs `If-Match` with the ETag that it was read with, so that two people do not overwrite each other.',
        tags: ['sites'],
        params: Params,
        headers: Conditions,
        body: SiteFacts,
        response: { 200: SiteRecord, 201: SiteRecord, 400: Problem, 412: Problem, 422: Problem },
      },
    },
    ({ params: { id }, headers, body }, reply) => {
      const expected = versionOf(headers['if-match'])
      const site = answering(() => sites.put(id, body, expected))
      return withTag(reply.code(site.version === 1 ? 201 : 200), site)
    },
  )
  app.delete(
    '/api/sites/:id',
    {
      schema: {
        summary: 'Remove a place that holds no other',
        description: 'Agents and events keep the site that they name.',
        tags: ['sites'],
        params: Params,
        headers: Conditions,
        response: { 204: Type.Null(), 404: Problem, 409: Problem, 412: Problem },
      },
    },
    ({ params: { id }, headers }, reply) => {
      answering(() => sites.remove(id, versionOf(headers['if-match']) ?? 'any'))
      void reply.code(204)
      return null
    },
  )
}

function withTag(reply: FastifyReply, site: SiteRecord): SiteRecord {
  void reply.header('etag', `"${site.version}"`).header('cache-control', 'no-cache')
  return site
}

function versionOf(tag: string | undefined): number | 'any' | undefined {
  if (tag === undefined) return undefined
  if (tag.trim() === '*') return 'any'
  const [, version] = /^\s*"(\d{1,15})"\s*$/.exec(tag) ?? []
  if (version === undefined) throw new ProblemError('invalid-request', 'if-match: pass the ETag of the place unchanged')
  return Number(version)
}

function answering<T>(change: () => T): T {
  try {
    return change()
  } catch (error) {
    throw error instanceof SiteError ? new ProblemError(error.code, error.message) : error
  }
}
