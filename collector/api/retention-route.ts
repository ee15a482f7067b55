import Type from 'typebox'
import { Problem } from '../../wire/rest.ts'
import { RetentionReport } from '../../wire/retention.ts'
import type { ErasureRun } from '../query/retained.ts'
import type { RetentionConfig } from '../retention/config.ts'
import { retentionReport } from '../retention/report.ts'
import type { RetentionStanding } from '../retention/thread-messages.ts'
import type { Sites } from '../sites/sites.ts'
import type { Routes } from './routes.ts'

export type RetentionFacts = {
  readonly config: RetentionConfig
  readonly standing: () => RetentionStanding
  readonly runs: (limit: number) => ErasureRun[]
}

const defaultLimit = 24

const Query = Type.Object(
  { limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: defaultLimit, description: 'Of runs' })) },
  { additionalProperties: false },
)

export function addRetentionRoute(app: Routes, { config, standing, runs }: RetentionFacts, sites: Sites): void {
  app.get(
    '/api/retention',
    {
      config: { needs: 'audit:read', everywhere: true },
      schema: {
        summary: 'How long what is kept, and what was deleted',
        tags: ['collector'],
        querystring: Query,
        response: { 200: RetentionReport, 400: Problem },
      },
    },
    ({ query: { limit = defaultLimit } }) => retentionReport(config, sites.list(), standing(), runs(limit)),
  )
}
