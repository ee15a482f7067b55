import { CollectorHealth } from '../../wire/rest.ts'
import type { Routes } from './routes.ts'

export function addHealthRoute(app: Routes, health: () => Promise<CollectorHealth>): void {
  app.get(
    '/healthz',
    {
      config: { needs: 'public' },
      schema: {
        summary: 'Whether events can arrive and be stored; tried, not assumed',
        tags: ['collector'],
        response: { 200: CollectorHealth, 503: CollectorHealth },
      },
    },
    async (_request, reply) => {
      const report = await health()
      void reply.code(report.ok ? 200 : 503).header('cache-control', 'no-store')
      return report
    },
  )
}
