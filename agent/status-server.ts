import fastify from 'fastify'
import { metricsContentType } from '../runtime/metrics.ts'
import type { StatusConfig } from './status-config.ts'
import { type StatusSources, statusMetrics, statusReport } from './status-report.ts'

export type StatusServer = {
  /** Where it answers. */
  readonly url: string
  close(): Promise<void>
}

/**
 * `GET /healthz` (200 or 503) and `GET /metrics`, and nothing else.
 * @throws Error when the port is taken
 */
export async function openStatusServer({ host, port }: StatusConfig, sources: StatusSources): Promise<StatusServer> {
  const app = fastify({ requestTimeout: 10_000, forceCloseConnections: true, bodyLimit: 1_024 })
  const metrics = statusMetrics(sources)
  app.get('/healthz', async (_request, reply) => {
    const report = statusReport(sources)
    void reply.code(report.ok ? 200 : 503).header('cache-control', 'no-store')
    return await Promise.resolve(report)
  })
  app.get('/metrics', async (_request, reply) => {
    void reply.header('content-type', metricsContentType).header('cache-control', 'no-store')
    return await metrics.text()
  })
  try {
    await app.listen({ host, port })
  } catch (cause) {
    throw new Error(`status: listening on ${host}:${port}; is status.port taken by another program?`, { cause })
  }
  const address = app.server.address()
  const boundPort = typeof address === 'object' && address !== null ? address.port : port
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`, close: () => app.close() }
}
