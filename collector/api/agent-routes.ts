import Type from 'typebox'
import { AgentList, Problem } from '../../wire/rest.ts'
import { namePattern } from '../../wire/topics.ts'
import type { AgentQuery } from '../query/agents.ts'
import type { Sites } from '../sites/sites.ts'
import { branchSites } from './branch.ts'
import type { Routes } from './routes.ts'

const AgentListQuery = Type.Object(
  {
    branch: Type.Optional(
      Type.String({ pattern: namePattern, maxLength: 48, description: 'Of a place and all that lie in it' }),
    ),
  },
  { additionalProperties: false },
)

export function addAgentRoutes(app: Routes, agents: AgentQuery, sites: Sites): void {
  app.get(
    '/api/agents',
    {
      config: { needs: 'agents:read' },
      schema: {
        summary: 'All agents with their cameras, and how they are now',
        tags: ['agents'],
        querystring: AgentListQuery,
        response: { 200: AgentList, 400: Problem },
      },
    },
    ({ query: { branch }, places }) => {
      const wanted = branchSites(sites, branch, places).sites
      const list = agents.list(Date.now())
      return { agents: wanted === undefined ? list : list.filter(({ site }) => wanted.has(site)) }
    },
  )
}
