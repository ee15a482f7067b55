import Type from 'typebox'
import { AgentList } from '../../wire/rest.ts'
import type { AgentQuery } from '../query/agents.ts'
import type { Routes } from './routes.ts'

export function addAgentRoutes(app: Routes, agents: AgentQuery): void {
  app.get(
    '/api/agents',
    {
      schema: {
        summary: 'All agents with their cameras, and how they are now',
        tags: ['agents'],
        querystring: Type.Object({}, { additionalProperties: false }),
        response: { 200: AgentList },
      },
    },
    () => ({ agents: agents.list(Date.now()) }),
  )
}
