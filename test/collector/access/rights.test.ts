/** Every route × every role × in and out of its branch, from the server's own list: a new route is walked by itself. */
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roleTable } from '../../../collector/access/roles.ts'
import { permissionsNeeded, type RouteFacts } from '../../../collector/api/route-access.ts'
import { type PersonList, permissions, type Role, roles } from '../../../wire/access.ts'
import type { AgentList, EventCounts, EventPage } from '../../../wire/rest.ts'
import type { SiteList } from '../../../wire/sites.ts'
import { eventId } from '../running.ts'
import { type Answer, type Browser, goodPassword, openBrowser } from './browser.ts'
import { address, boxSecret, type Everybody, nameOf, openEverybody, type Where } from './everybody.ts'
import { bodies, filled, lists } from './requests.ts'

let everybody: Everybody
let collector: Everybody['collector']
let chief: Browser
const browserOf = (role: Role, where: Where): Browser => everybody.browserOf(role, where)

beforeAll(async () => {
  everybody = await openEverybody()
  collector = everybody.collector
  chief = everybody.chief
  for (const part of ['', '/events', '/history', '/notes', '/merge', '/split'])
    filled[`/api/incidents/:id${part}`] = `/api/incidents/${everybody.incidentId}${part}`
  filled['/api/incidents/:id/steps/:step'] = `/api/incidents/${everybody.incidentId}/steps/not-there`
}, 120_000)

afterAll(() => collector.close())

/** As it is written: fetch would tidy the path up. */
function raw(path: string): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(collector.httpUrl)
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, headers: { cookie: chief.cookie ?? '' } }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1')
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
      .on('error', reject)
      .end()
  })
}

function pathOf({ method, url }: RouteFacts): string {
  if (method === 'DELETE' && url === '/api/sites/:id') return '/api/sites/not-there'
  // One of nobody: the real one is needed by the others.
  if (url === '/api/keys/:id') return '/api/keys/000000'
  return filled[url] ?? url
}

/** The feed goes on for ever: only how it begins is wanted. */
async function ask(browser: Browser, route: RouteFacts): Promise<Answer> {
  const path = pathOf(route)
  if (route.url === '/api/feed') {
    const abort = new AbortController()
    const response = await fetch(`${collector.httpUrl}${path}`, {
      headers: browser.cookie === undefined ? {} : { cookie: browser.cookie },
      signal: abort.signal,
    })
    const { status, headers } = response
    abort.abort()
    return { status, headers, text: '', body: {} }
  }
  return browser.send(route.method, path, bodies[`${route.method} ${route.url}`])
}

type Refusals = Record<string, { content?: Record<string, { examples?: Record<string, unknown> }> }>
type Reference = Record<string, Record<string, { responses: Refusals }>>

/** What a route may refuse with, as the reference says: `404 urn:watchpost:error:not-found`. */
function refusalsOf(paths: Reference, { method, url }: RouteFacts): string[] {
  const { responses = {} } = paths[url.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()] ?? {}
  return Object.entries(responses).flatMap(([status, { content }]) =>
    Object.keys(content?.['application/problem+json']?.examples ?? {}).map(
      (code) => `${status} urn:watchpost:error:${code}`,
    ),
  )
}

function isAllowed({ needs }: RouteFacts, role: Role): boolean {
  return needs === 'person' || permissionsNeeded(needs).some((permission) => roleTable[role].includes(permission))
}

describe('rights', () => {
  it('hold for every route, every role, in and out of the branch', { timeout: 240_000 }, async () => {
    const { paths } = (await chief.send<{ paths: Reference }>('GET', '/api/openapi.json')).body
    const guarded = collector.routes().filter(({ needs }) => needs !== 'public')
    expect(guarded.length).toBeGreaterThan(15)
    for (const route of guarded) {
      const what = `${route.method} ${route.url}`
      expect((await ask(openBrowser(collector.httpUrl), route)).status, `${what} of nobody`).toBe(401)
      const refusals = refusalsOf(paths, route)
      for (const role of roles) {
        for (const where of ['everywhere', 'inside', 'outside'] as const) {
          const { status, body } = await ask(browserOf(role, where), route)
          const told = `${what} of ${nameOf(role, where)}: ${status}`
          if (typeof body.type === 'string' && status >= 400) expect(refusals, told).toContain(`${status} ${body.type}`)
          const isHere = isAllowed(route, role) && (!route.everywhere || where === 'everywhere')
          if (!isHere) expect(status, told).toBe(403)
          else if (
            where !== 'outside' ||
            route.needs === 'person' ||
            (route.method !== 'POST' && lists.has(route.url))
          ) {
            expect([401, 403], told).not.toContain(status)
            const isMade = status === 404 && /not-there|000000/.test(pathOf(route))
            expect(status < 500 && (status !== 404 || isMade), told).toBe(true)
          } else if (route.method === 'POST') expect([403, 404, 422], told).toContain(status)
          else if (!(permissionsNeeded(route.needs).includes('media:write') && role === 'administrator'))
            expect(status, told).toBe(404)
        }
      }
    }
  })

  it('leave open only what gives nothing away', () => {
    const open = collector
      .routes()
      .filter(({ needs, url }) => needs === 'public' && !url.startsWith('/api/docs'))
      .map(({ method, url }) => `${method} ${url}`)
    expect([...new Set(open)].sort()).toEqual([
      'DELETE /api/session',
      'GET /api/openapi.json',
      'GET /api/session',
      'GET /healthz',
      'HEAD /api/openapi.json',
      'HEAD /api/session',
      'HEAD /healthz',
      'POST /api/enrol',
      'POST /api/session',
      'POST /api/setup',
    ])
  })

  it('leave out of the audit record only deliveries and figures of machines', () => {
    const unseen = collector.routes().filter(({ needs, audit }) => needs !== 'public' && !audit)
    expect(unseen.map(({ method, url }) => `${method} ${url}`).sort()).toEqual([
      'GET /metrics',
      'HEAD /api/media/:sha256',
      'HEAD /metrics',
      'PATCH /api/media/:sha256',
      'PUT /api/media/:sha256',
    ])
  })

  it('narrow every list to the branch', async () => {
    const of = async (where: Where) => {
      const browser = browserOf('administrator', where)
      const { events } = (await browser.send<EventPage>('GET', '/api/events')).body
      const { agents } = (await browser.send<AgentList>('GET', '/api/agents')).body
      const { sites } = (await browser.send<SiteList>('GET', '/api/sites')).body
      const { people: known } = (await browser.send<PersonList>('GET', '/api/people')).body
      return {
        events: events.length,
        agents: agents.length,
        sites: sites.map(({ id }) => id),
        people: known.map(({ name }) => name).filter((name) => name.startsWith('guard')),
        isKeySeen: (await browser.send('GET', '/api/keys')).text.includes(everybody.keyId),
      }
    }
    expect(await of('everywhere')).toEqual({
      ...{ events: 1, agents: 1, sites: ['lam-dong', 'ward-7', 'ward-8', 'site-1', 'site-8'] },
      ...{ people: ['guard-7'], isKeySeen: true },
    })
    expect(await of('inside')).toEqual({
      ...{ events: 1, agents: 1, sites: ['ward-7', 'site-1'], people: ['guard-7'], isKeySeen: true },
    })
    expect(await of('outside')).toEqual({
      ...{ events: 0, agents: 0, sites: ['ward-8', 'site-8'], people: [], isKeySeen: false },
    })
    const outside = browserOf('viewer', 'outside')
    for (const query of ['site=site-1', 'agent=agent-1', 'camera=gate', 'rule=yard', 'open=false', 'branch=lam-dong'])
      expect((await outside.send<EventPage>('GET', `/api/events?${query}`)).body.events, query).toEqual([])
    expect((await outside.send('GET', '/api/events/export?format=jsonl')).text).toBe('')
    const rowsOf = async (where: Where) =>
      (await browserOf('viewer', where).send<EventCounts>('GET', '/api/events/counts')).body.rows
    expect((await rowsOf('outside')).filter(({ total }) => total > 0)).toEqual([])
    expect(await rowsOf('inside')).toMatchObject([{ total: 1 }])
    expect((await outside.send('GET', '/api/events?branch=ward-7')).status).toBe(400)
  })

  it('let a picture be seen only with an event that shows it where one may look', async () => {
    const inside = browserOf('viewer', 'inside')
    expect((await inside.send('GET', `/api/media/${address}?event=${eventId(1)}`)).status).toBe(200)
    expect((await inside.send('GET', `/api/media/${address}`)).status).toBe(404)
    expect((await inside.send('GET', `/api/media/${'0'.repeat(64)}?event=${eventId(1)}`)).status).toBe(404)
    expect((await browserOf('viewer', 'everywhere').send('GET', `/api/media/${address}`)).status).toBe(200)
  })

  it('let nobody make an incident of what they may not see, nor merge it into theirs', async () => {
    const outside = browserOf('operator', 'outside')
    const answer = await outside.send('POST', '/api/incidents', { kind: 'intrusion', events: [eventId(1)] })
    expect([answer.status, answer.text.includes(`no event ${eventId(1)}`)]).toEqual([422, true])
    const id = everybody.incidentId
    expect((await outside.send('GET', '/api/incidents')).text).not.toContain(id)
    expect((await outside.send('POST', `/api/events/${eventId(1)}/clip`)).status).toBe(404)
    expect((await browserOf('viewer', 'inside').send('GET', '/api/incidents')).text).toContain(id)
  })

  it('of a box are to upload, and nothing else', async () => {
    const authorization = `Basic ${Buffer.from(`site-1/agent-1:${boxSecret}`).toString('base64')}`
    const ask = (method: string, path: string, headers = { authorization }) =>
      fetch(`${collector.httpUrl}${path}`, { method, headers }).then(({ status }) => status)
    expect(await ask('HEAD', `/api/media/${address}`)).toBe(200)
    expect(await ask('GET', `/api/media/${address}`)).toBe(403)
    expect(await ask('GET', '/api/events')).toBe(403)
    const wrong = `Basic ${Buffer.from('site-1/agent-1:guessed').toString('base64')}`
    expect(await ask('HEAD', `/api/media/${address}`, { authorization: wrong })).toBe(401)
  })

  it('cannot be widened by those who have them in a branch', async () => {
    const inside = browserOf('administrator', 'inside')
    const tries: [method: string, path: string, body: unknown, status: number][] = [
      ['PUT', '/api/people/guard-7', { grants: [{ role: 'viewer' }] }, 403],
      ['PUT', '/api/people/guard-9', { grants: [{ role: 'viewer', branch: 'ward-8' }], password: goodPassword }, 403],
      ['PUT', '/api/people/chief', { grants: [], password: goodPassword }, 404],
      ['POST', '/api/keys', { label: 'x', scopes: ['events:read'] }, 403],
      ['POST', '/api/keys', { label: 'x', scopes: ['events:read'], branch: 'lam-dong' }, 403],
      ['PUT', '/api/sites/ward-7', { kind: 'ward', names: { vi: 'x' } }, 404],
      ['PUT', '/api/sites/site-8', { kind: 'site', parent: 'ward-7', names: { vi: 'x' } }, 404],
      ['PUT', '/api/sites/site-1', { kind: 'site', parent: 'ward-8', names: { vi: 'x' } }, 404],
      ['DELETE', '/api/sites/site-8', undefined, 404],
    ]
    for (const [method, path, body, status] of tries) {
      const answer = await inside.send(method, path, body, { 'if-match': '*' })
      expect(answer.status, `${method} ${path}: ${answer.text}`).toBe(status)
    }
    const integrator = browserOf('integrator', 'everywhere')
    const beyond = { label: 'x', scopes: ['people:manage'] }
    expect((await integrator.send('POST', '/api/keys', beyond)).status).toBe(403)
  })

  it('of a site that agents name and nobody has entered cannot be claimed', async () => {
    const technician = browserOf('technician', 'inside')
    await chief.send('DELETE', '/api/sites/site-1', undefined, { 'if-match': '*' })
    const claim = { kind: 'site', parent: 'ward-8', names: { vi: 'x' } }
    const outside = browserOf('technician', 'outside')
    expect((await outside.send('PUT', '/api/sites/site-1', claim)).status).toBe(404)
    expect((await technician.send('GET', '/api/events')).text).not.toContain(eventId(1))
    expect((await chief.send('PUT', '/api/sites/site-1', { ...claim, parent: 'ward-7' })).status).toBe(201)
    expect((await technician.send('GET', '/api/events')).text).toContain(eventId(1))
  })

  it('are not widened by what is written into a filter', { timeout: 120_000 }, async () => {
    type Parameter = { name: string; in: string }
    type Document = { paths: Record<string, { get?: { parameters?: Parameter[] } }> }
    const { paths } = (await chief.send<Document>('GET', '/api/openapi.json')).body
    const filters = Object.entries(paths).flatMap(([path, { get }]) =>
      (get?.parameters ?? []).filter(({ in: place }) => place === 'query').map(({ name }) => [path, name] as const),
    )
    expect(filters.length).toBeGreaterThan(15)
    const outside = browserOf('administrator', 'outside')
    const words = ["' OR '1'='1", '1; DROP TABLE event --', '") OR ("1"="1', "x' UNION SELECT * FROM person --", '%00']
    // The feed goes on for ever; what it makes of a wrong id has its own test.
    for (const [path, name] of filters.filter(([path]) => path !== '/api/feed')) {
      const at = path.replace('{sha256}', address)
      for (const word of words) {
        const { status, text } = await outside.send('GET', `${at}?${name}=${encodeURIComponent(word)}`)
        expect(status, `${path} ${name}=${word}`).toBeLessThan(500)
        expect(text).not.toContain(eventId(1))
        expect(text).not.toContain('argon2')
      }
    }
    expect((await chief.send<EventPage>('GET', '/api/events')).body.events).toHaveLength(1)
  })

  it('end at the folder of pictures, and at bodies of a decent size', async () => {
    const up = [
      '../registry.db',
      '..%2fregistry.db',
      '%2e%2e/registry.db',
      '....//registry.db',
      `${'0'.repeat(64)}/../../registry.db`,
    ]
    for (const path of up) {
      const { status, text } = await raw(`/api/media/${path}`)
      expect([400, 404], path).toContain(status)
      expect(text).not.toContain('SQLite format')
    }
    const large = { name: 'x', password: 'x'.repeat(100_000) }
    expect((await openBrowser(collector.httpUrl).send('POST', '/api/session', large)).status).toBe(413)
  })

  it('name every permission in some role', () => {
    const given = new Set(roles.flatMap((role) => roleTable[role]))
    expect([...given].sort()).toEqual([...permissions].sort())
  })
})
