import fastify from 'fastify'
import { expect, it } from 'vitest'
import { createAccess } from '../../../collector/access/access.ts'
import { addGuard } from '../../../collector/api/guard.ts'
import { openRegistry } from '../../../collector/store/registry.ts'

it('a route that does not say what it needs keeps the server from starting', async () => {
  const registry = openRegistry(':memory:')
  const access = createAccess(registry, { branchOf: () => undefined, sessionMs: 1, now: Date.now })
  const app = fastify()
  addGuard(app, { access, open: false, publicUrl: undefined, auditFailure: () => undefined })
  app.get('/api/said', { config: { needs: 'public' } }, () => 'x')
  app.get('/api/forgotten', () => 'x')
  await expect(app.ready()).rejects.toThrow(/^api: routes say not what they need: GET \/api\/forgotten, HEAD/)
  await app.close()
  registry.close()
})
