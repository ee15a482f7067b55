import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import SqliteDatabase from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { AgentList, CollectorHealth, EventPage, EventRecord, Problem } from '../../../wire/rest.ts'
import { connectAgent, event, eventId, getJson, startCollector, temporaryFolder } from '../running.ts'

describe('the REST interface', () => {
  it('answers events that were sent over MQTT', async () => {
    const { httpUrl, mqttUrl } = await startCollector()
    const agent = await connectAgent(mqttUrl)
    for (let seq = 1; seq <= 60; seq++) await agent.send(event(seq))
    await expect.poll(agent.acked).toEqual([[1, 60]])
    const first = await getJson<EventPage>(`${httpUrl}/api/events`)
    expect(first.events).toHaveLength(50)
    const second = await getJson<EventPage>(`${httpUrl}/api/events?cursor=${first.nextCursor}`)
    expect(second.events.map(({ firstSeq }) => firstSeq)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
    const one = await getJson<EventRecord>(`${httpUrl}/api/events/${eventId(7)}`)
    expect(one).toMatchObject({ id: eventId(7), site: 'site-1', agent: 'agent-1', class: 'Human', score: 0.8 })
    const filtered = await getJson<EventPage>(`${httpUrl}/api/events?class=Human&minScore=0.9&open=false`)
    expect(filtered).toEqual({ events: [] })
  })

  it('answers what it cannot do with a problem that names it', async () => {
    const { httpUrl } = await startCollector()
    const refused: [path: string, status: number, code: string, detail: RegExp][] = [
      ['/api/events?colour=red', 400, 'invalid-request', /colour: unknown/],
      ['/api/events?limit=201', 400, 'invalid-request', /limit/],
      ['/api/events?limit=ten&from=now', 400, 'invalid-request', /from.*limit|limit.*from/],
      ['/api/events?site=a&site=B!', 400, 'invalid-request', /site/],
      ['/api/events?weekday=8', 400, 'invalid-request', /weekday/],
      ['/api/events?timeOfDay=25:00-26:00', 400, 'invalid-request', /timeOfDay/],
      ['/api/events/counts?per=hour', 400, 'invalid-request', /from when to when/],
      ['/api/events/counts?per=hour&from=0&to=9000000000', 400, 'invalid-request', /more than 2000/],
      ['/api/events/counts?timeZone=Mars/North', 400, 'invalid-request', /no IANA time zone/],
      ['/api/events/export?format=xls', 400, 'invalid-request', /format/],
      ['/api/events?cursor=nonsense', 400, 'invalid-cursor', /nextCursor/],
      ['/api/events/nothing', 404, 'not-found', /no event nothing/],
      ['/api/agents?x=1', 400, 'invalid-request', /x: unknown/],
      ['/api/nothing', 404, 'not-found', /GET \/api\/nothing/],
      ['/api/media/nothing', 400, 'invalid-request', /sha256/],
      ['/api/events/%', 400, 'invalid-request', /./],
    ]
    for (const [path, status, code, detail] of refused) {
      const response = await fetch(`${httpUrl}${path}`)
      const problem = (await response.json()) as Problem
      expect(response.status, path).toBe(status)
      expect(response.headers.get('content-type')).toContain('application/problem+json')
      expect(problem).toMatchObject({ type: `urn:watchpost:error:${code}`, status })
      expect(problem.detail).toMatch(detail)
      expect(JSON.stringify(problem)).not.toMatch(/node_modules|\.ts:/)
    }
  })

  it('describes itself in a valid OpenAPI document', async () => {
    const { httpUrl } = await startCollector()
    type Document = {
      openapi: string
      paths: Record<
        string,
        Record<string, { responses: Record<string, { content?: Record<string, { schema: object }> }> }>
      >
    }
    const document = await getJson<Document>(`${httpUrl}/api/openapi.json`)
    expect(Object.keys(document.paths).sort()).toEqual([
      '/api/agents',
      '/api/audit',
      '/api/audit/export',
      '/api/enrol',
      '/api/enrolments',
      '/api/enrolments/{site}/{agent}',
      '/api/events',
      '/api/events/counts',
      '/api/events/export',
      '/api/events/{id}',
      '/api/events/{id}/clip',
      '/api/feed',
      '/api/incidents',
      '/api/incidents/figures',
      '/api/incidents/{id}',
      '/api/incidents/{id}/events',
      '/api/incidents/{id}/history',
      '/api/incidents/{id}/merge',
      '/api/incidents/{id}/notes',
      '/api/incidents/{id}/split',
      '/api/incidents/{id}/steps/{step}',
      '/api/keys',
      '/api/keys/{id}',
      '/api/media/{sha256}',
      '/api/people',
      '/api/people/{name}',
      '/api/retention',
      '/api/session',
      '/api/session/password',
      '/api/setup',
      '/api/sites',
      '/api/sites/{id}',
      '/healthz',
      '/metrics',
    ])
    const schemas = Object.values(document.paths)
      .flatMap((path) => Object.values(path))
      .flatMap(({ responses }) => Object.values(responses))
      .flatMap(({ content }) => Object.values(content ?? {}))
    expect(schemas.length).toBeGreaterThan(5)
    const distinct = new Set(schemas.map(({ schema }) => JSON.stringify(schema)))
    const ajv = new Ajv2020({ strict: false })
    for (const schema of distinct) expect(ajv.validateSchema(JSON.parse(schema) as object)).toBe(true)
    const docs = await fetch(`${httpUrl}/api/docs/`)
    expect(docs.status).toBe(200)
    expect(docs.headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests')
  })
})

describe('the health of the collector', () => {
  it('is green when a row can be committed', async () => {
    const { httpUrl } = await startCollector()
    const response = await fetch(`${httpUrl}/healthz`)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ ok: true, checks: { store: { ok: true } }, stored: 0 })
  })

  it('is red with the reason while the database cannot be written, and nothing is acknowledged until it can', async () => {
    const { httpUrl, mqttUrl, dataFolder } = await startCollector()
    const agent = await connectAgent(mqttUrl)
    const other = new SqliteDatabase(join(dataFolder, 'collector.db'))
    other.exec('BEGIN IMMEDIATE')
    await agent.send(event(1))
    await expect.poll(async () => (await getJson<CollectorHealth>(`${httpUrl}/healthz`)).checks.ingest.ok).toBe(false)
    const response = await fetch(`${httpUrl}/healthz`)
    expect(response.status).toBe(503)
    expect(((await response.json()) as CollectorHealth).checks.store).toEqual({
      ok: false,
      reason: 'database is locked',
    })
    expect(agent.acked()).toEqual([])
    other.exec('ROLLBACK')
    other.close()
    await expect.poll(agent.acked, { timeout: 15_000 }).toEqual([[1, 1]])
    expect((await fetch(`${httpUrl}/healthz`)).status).toBe(200)
  })
})

describe('the console', () => {
  it('is said to be missing in a plain sentence when it is not built', async () => {
    const { httpUrl } = await startCollector()
    const response = await fetch(`${httpUrl}/`)
    expect(await response.text()).toContain('npm run build')
    expect(response.headers.get('content-type')).toContain('text/plain')
  })

  it('is the same page at every address that is not of the interface', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'assets'))
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>W</title>')
    writeFileSync(join(folder, 'assets', 'app-1a2b.js'), 'export {}')
    const { httpUrl } = await startCollector(undefined, {}, folder)
    for (const path of ['/', '/events?site=a', '/agents/site-1/agent-1']) {
      const page = await fetch(`${httpUrl}${path}`)
      expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-cache'])
      expect(await page.text()).toContain('<title>W</title>')
      expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
    }
    const script = await fetch(`${httpUrl}/assets/app-1a2b.js`)
    expect(script.headers.get('cache-control')).toContain('immutable')
    expect(script.headers.get('content-type')).toContain('javascript')
    for (const path of ['/assets/gone.js', '/../collector.db', '/api/gone', '/%2e%2e/collector.db']) {
      expect((await fetch(`${httpUrl}${path}`)).status).toBe(404)
    }
  })
})

describe('agents', () => {
  it('is an empty list before any has spoken', async () => {
    const { httpUrl } = await startCollector()
    expect(await getJson<AgentList>(`${httpUrl}/api/agents`)).toEqual({ agents: [] })
  })
})
