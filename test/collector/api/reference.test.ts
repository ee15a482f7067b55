/** The reference, from the server's own list of routes: a new one without examples or codes fails. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { problems } from '../../../collector/api/problems.ts'
import type { RouteFacts } from '../../../collector/api/route-access.ts'
import { getJson, startSharedCollector } from '../running.ts'

type Media = {
  schema: object
  example?: unknown
  examples?: Record<string, { value: { type: string; status: number } }>
}
type Operation = {
  summary?: string
  tags?: string[]
  parameters?: { name: string; in: string; schema: object; example?: unknown }[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, { description?: string; content?: Record<string, Media> }>
}
type Document = { openapi: string; paths: Record<string, Record<string, Operation>> }

let operations: [name: string, operation: Operation][]
let routes: RouteFacts[]

beforeAll(async () => {
  const collector = await startSharedCollector({})
  const document = await getJson<Document>(`${collector.httpUrl}/api/openapi.json`)
  routes = collector.routes()
  await collector.close()
  expect(document.openapi).toBe('3.1.0')
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  )
})

const ajv = new Ajv2020({ strict: false })
const fits = (schema: object, example: unknown): string => (ajv.validate(schema, example) ? '' : ajv.errorsText())

/** Bytes of a picture, a clip, or a redirection. */
const withoutText = new Set(['image/jpeg'])

describe('the reference', () => {
  it('holds every route, but its own page and what HEAD answers', () => {
    const own = /^\/api\/(docs|openapi)|^\/(\*|assets.*)?$/
    const expected = routes
      .filter(({ url, method }) => !own.test(url) && method !== 'HEAD')
      .map(({ method, url }) => `${method} ${url.replace(/:(\w+)/g, '{$1}')}`)
    expect(operations.map(([name]) => name).sort()).toEqual([...new Set(expected)].sort())
  })

  it('gives an example of every body and of every place in an address, and it fits', () => {
    for (const [name, { summary, tags, parameters = [], requestBody, responses }] of operations) {
      expect(summary, name).toBeTruthy()
      expect(tags, name).toHaveLength(1)
      for (const { name: key, in: where, schema, example } of parameters) {
        if (where === 'path') expect(example, `${name}: ${key}`).toBeDefined()
        if (example !== undefined) expect(fits(schema, typed(schema, example)), `${name}: ${key}`).toBe('')
      }
      for (const { schema, example } of Object.values(requestBody?.content ?? {})) {
        expect(example, name).toBeDefined()
        expect(fits(schema, example), name).toBe('')
      }
      for (const [status, { content = {} }] of Object.entries(responses))
        for (const [type, { schema, example }] of Object.entries(content)) {
          if (type === 'application/problem+json' || withoutText.has(type)) continue
          expect(example, `${name} ${status} ${type}`).toBeDefined()
          if (type === 'application/json') expect(fits(schema, example), `${name} ${status}`).toBe('')
        }
      const isAnswered = Object.keys(responses).some((status) => Number(status) < 400)
      expect(isAnswered, name).toBe(true)
    }
  })

  it('asks of every change what it was made from, but where nothing can be overwritten', () => {
    const blind = operations.filter(
      ([name, { parameters = [] }]) =>
        /^(PUT|PATCH|DELETE)/.test(name) && !parameters.some(({ name: key }) => key === 'if-match'),
    )
    expect(blind.map(([name]) => name).sort()).toEqual([
      'DELETE /api/enrolments/{site}/{agent}',
      'DELETE /api/keys/{id}',
      'DELETE /api/session',
      'PATCH /api/media/{sha256}',
      'PUT /api/incidents/{id}/steps/{step}',
      'PUT /api/media/{sha256}',
      'PUT /api/session/password',
    ])
  })

  it('names the codes of every refusal, under their own status, and every code somewhere', () => {
    const named = new Set<string>()
    for (const [name, { responses }] of operations)
      for (const [status, { content = {} }] of Object.entries(responses)) {
        if (Number(status) < 400 || (name === 'GET /healthz' && status === '503')) continue
        const { examples = {} } = content['application/problem+json'] ?? {}
        expect(Object.keys(examples).length, `${name} ${status}`).toBeGreaterThan(0)
        expect(Object.keys(content), `${name} ${status}`).toEqual(['application/problem+json'])
        for (const [code, { value }] of Object.entries(examples)) {
          expect(value, `${name} ${code}`).toMatchObject({
            type: `urn:watchpost:error:${code}`,
            status: Number(status),
          })
          named.add(code)
        }
      }
    expect([...named].sort()).toEqual(Object.keys(problems).sort())
  })
})

/** Headers and addresses are text, whatever they stand for. */
function typed(schema: object, example: unknown): unknown {
  const { type } = schema as { type?: string }
  return type === 'integer' && typeof example === 'string' ? Number(example) : example
}
