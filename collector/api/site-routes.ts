import Type from 'typebox'
import { Name } from '../../wire/event.ts'
import { Problem } from '../../wire/rest.ts'
import { SiteFacts, SiteList, SiteRecord } from '../../wire/sites.ts'
import { isWithin } from '../access/rights.ts'
import { SiteError, type Sites } from '../sites/sites.ts'
import { ProblemError } from './problems.ts'
import type { Routes } from './routes.ts'
import { absent, refuseBeyond } from './site-rights.ts'
import { Conditions, versionOf, withTag } from './versions.ts'

const Params = Type.Object({ id: Name })

/** @param reported ids of the sites that agents name */
export function addSiteRoutes(app: Routes, sites: Sites, reported: () => readonly string[]): void {
  app.get(
    '/api/sites',
    {
      config: { needs: 'sites:read' },
      schema: { summary: 'The tree of sites', tags: ['sites'], response: { 200: SiteList } },
    },
    ({ places }) => {
      const list = sites.list()
      const known = new Set(list.map(({ id }) => id))
      return {
        sites: list.filter(({ id }) => isWithin(id, places)),
        unknown: reported().filter((id) => !known.has(id) && isWithin(id, places)),
      }
    },
  )
  app.get(
    '/api/sites/:id',
    {
      config: { needs: 'sites:read' },
      schema: { summary: 'One place', tags: ['sites'], params: Params, response: { 200: SiteRecord, 404: Problem } },
    },
    ({ params: { id }, places }, reply) => {
      const site = sites.find(id)
      if (site === undefined || !isWithin(id, places)) throw absent(id)
      return withTag(reply, site)
    },
  )
  app.put(
    '/api/sites/:id',
    {
      config: { needs: 'sites:write' },
      schema: {
        summary: 'Enter or change a place',
        description:
          'A place that is there needs `If-Match` with the ETag that it was read with, so that two people do not overwrite each other.',
        tags: ['sites'],
        params: Params,
        headers: Conditions,
        body: SiteFacts,
        response: { 200: SiteRecord, 201: SiteRecord, 400: Problem, 404: Problem, 412: Problem, 422: Problem },
      },
    },
    ({ params: { id }, headers, body, places }, reply) => {
      const expected = versionOf(headers['if-match'])
      refuseBeyond(id, body, places, { find: sites.find, reported })
      const site = answering(() => sites.put(id, body, expected))
      return withTag(reply.code(site.version === 1 ? 201 : 200), site)
    },
  )
  app.delete(
    '/api/sites/:id',
    {
      config: { needs: 'sites:write' },
      schema: {
        summary: 'Remove a place that holds no other',
        description: 'Agents and events keep the site that they name.',
        tags: ['sites'],
        params: Params,
        headers: Conditions,
        response: { 204: Type.Null(), 404: Problem, 409: Problem, 412: Problem },
      },
    },
    ({ params: { id }, headers, places }, reply) => {
      if (!isWithin(id, places)) throw absent(id)
      answering(() => sites.remove(id, versionOf(headers['if-match']) ?? 'any'))
      void reply.code(204)
      return null
    },
  )
}

function answering<T>(change: () => T): T {
  try {
    return change()
  } catch (error) {
    throw error instanceof SiteError ? new ProblemError(error.code, error.message) : error
  }
}
