import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { productVersion } from '../../../runtime/project.ts'
import { Problem } from '../../../wire/rest.ts'
import { complete, type Paths } from './complete.ts'

/** The reference: made from the same schemas that check the requests. `/api/openapi.json`, and a page at `/api/docs`. */
export async function addReference(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Watchpost collector',
        version: productVersion,
        description: 'Events, agents and pictures of a Watchpost collector. Times are epoch milliseconds, UTC.',
      },
      components: {
        securitySchemes: {
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'watchpost-session',
            description: 'POST /api/session sets it',
          },
          key: { type: 'http', scheme: 'bearer', description: 'A key of POST /api/keys, which begins with wp_' },
        },
      },
    },
    transformObject: (document) => {
      const found = toPrefixItems('openapiObject' in document ? document.openapiObject : {}) as { paths: Paths }
      complete(found.paths, Problem)
      return found
    },
  })
  await app.register(async (page) => {
    page.addHook('onRoute', declarePublic)
    await page.register(swaggerUi, { routePrefix: '/api/docs' })
  })
  app.get('/api/openapi.json', { config: { needs: 'public' }, schema: { hide: true } }, () => app.swagger())
}

/** For routes of plugins, which know nothing of ours: they give away nothing but the product itself. */
export function declarePublic(route: RouteOptions): void {
  route.config = { ...route.config, needs: 'public' }
}

/** TypeBox writes tuples as JSON Schema draft 7 does; OpenAPI 3.1 is of 2020-12, where they are `prefixItems`. */
function toPrefixItems(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(toPrefixItems)
  if (typeof node !== 'object' || node === null) return node
  const entries = Object.entries(node).map(([key, value]) => [key, toPrefixItems(value)] as const)
  const isTuple = 'items' in node && Array.isArray(node.items)
  if (!isTuple) return Object.fromEntries(entries)
  return Object.fromEntries([
    ...entries
      .filter(([key]) => key !== 'additionalItems')
      .map(([key, value]) => [key === 'items' ? 'prefixItems' : key, value]),
    ['items', false],
  ])
}
