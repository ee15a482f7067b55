import Type from 'typebox'
import { metricsContentType } from '../../runtime/metrics.ts'
import type { Routes } from './routes.ts'

export function addMetricsRoute(app: Routes, metrics: () => Promise<string>): void {
  app.get(
    '/metrics',
    {
      config: { needs: 'metrics:read', everywhere: true, audit: false },
      schema: {
        summary: 'Figures for Prometheus',
        tags: ['collector'],
        produces: ['text/plain'],
        response: { 200: Type.String() },
      },
      // The text is the answer, not a JSON string.
      serializerCompiler: ({ httpStatus }) => (httpStatus === '200' ? String : (value) => JSON.stringify(value)),
    },
    async (_request, reply) => {
      void reply.header('content-type', metricsContentType).header('cache-control', 'no-store')
      return await metrics()
    },
  )
}
