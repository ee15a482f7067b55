/** Small counts here; `./scripts/faults mutate` is the target. */
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Problem } from '../../../wire/rest.ts'
import { reportMutations } from '../../faults/mutation-report.ts'
import { createChance, mutatedBytes, mutatedValue } from '../ingest/mutations.ts'
import { startCollector } from '../running.ts'

const mutations = Number(process.env.WATCHPOST_MUTATIONS ?? 400)
const seed = Number(process.env.WATCHPOST_SEED ?? 1)

const picture = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(400, 7), Buffer.from([0xff, 0xd9])])
const address = createHash('sha256').update(picture).digest('hex')
const query = Buffer.from(
  JSON.stringify({ site: 'harbour', agent: 'box-7', camera: 'gate', type: 'zone.entered', limit: 5, open: true }),
)
const person = Buffer.from(
  JSON.stringify({
    name: 'an',
    label: 'x',
    scopes: ['events:read'],
    grants: [{ role: 'viewer' }],
    password: 'x',
    code: 'x',
  }),
)
const incidentId = '01900000-0000-7000-8000-000000000001'
const change = Buffer.from(
  JSON.stringify({ state: 'closed', reason: 'real', owner: 'lan', kind: 'theft', events: [incidentId], text: 'x' }),
)
const types = ['image/jpeg', 'application/json', 'text/plain', 'multipart/form-data; boundary=x'] as const

it(`${mutations} changed requests are answered, and refused by name where they are wrong`, {
  timeout: 7_200_000,
}, async () => {
  const { httpUrl } = await startCollector()
  const chance = createChance(seed)
  const search = (): string => {
    const value = JSON.parse(mutatedValue(query, chance).toString()) as object
    return new URLSearchParams(
      Object.entries(value).map(([key, part]): [string, string] => [key, JSON.stringify(part)]),
    ).toString()
  }
  const anywhere = (): string => encodeURIComponent(mutatedBytes(query, chance).subarray(0, 2_000).toString('latin1'))
  const body = (): RequestInit => ({
    method: chance.pick(['PUT', 'POST', 'DELETE', 'PATCH']),
    body: new Uint8Array(mutatedBytes(picture, chance)),
    headers: { 'content-type': chance.pick(types) },
  })
  const json = (): RequestInit => ({
    method: chance.pick(['PUT', 'POST']),
    body: new Uint8Array(mutatedValue(person, chance)),
    headers: { 'content-type': 'application/json' },
  })
  const changing = (): RequestInit => ({
    method: chance.pick(['POST', 'PATCH', 'PUT']),
    body: new Uint8Array(mutatedValue(change, chance)),
    headers: { 'content-type': 'application/json', 'if-match': chance.pick(['*', '"1"', '"1-7"', 'x']) },
  })
  const ofIncident = (): string => chance.pick(['', '/notes', '/merge', '/split', '/steps/look', '/events', '/history'])
  const requests: readonly [() => [path: string, init?: RequestInit], ...(() => [path: string, init?: RequestInit])[]] =
    [
      () => [`/api/events?${search()}`],
      () => [`/api/events?cursor=${anywhere()}`],
      () => [`/api/events/${anywhere()}`],
      () => [`/api/media/${address}`, body()],
      () => [`/api/media/${anywhere()}`, body()],
      () => [`/api/agents${chance.pick(['', '/', '?'])}${anywhere()}`, body()],
      () => [`/api/incidents?${search()}`],
      () => [`/api/incidents${chance.pick(['', `/${incidentId}${ofIncident()}`])}`, changing()],
      () => [`/api/${anywhere()}`],
      () => [`/api/audit?${search()}`],
      () => [`/api/audit?cursor=${anywhere()}`],
      () => [`/api/people/${anywhere()}`, json()],
      () => [chance.pick(['/api/people/an', '/api/keys', '/api/session', '/api/setup']), json()],
    ]
  const statuses = new Map<number, number>()
  for (let count = 0; count < mutations; count++) {
    const [path, init] = chance.pick(requests)()
    const response = await fetch(`${httpUrl}${path}`, init)
    const text = await response.text()
    const what = `${init?.method ?? 'GET'} ${path.slice(0, 200)}: ${response.status} ${text.slice(0, 200)}`
    expect(response.status, what).toBeLessThan(500)
    // Of 16 KiB of headers, Node itself says so, before there is a request to answer.
    if (response.status === 431) expect(text).toMatch('Exceeded maximum allowed HTTP header size')
    else if (response.status >= 400) {
      const problem = JSON.parse(text) as Problem
      expect(problem, what).toHaveProperty('type')
      expect(problem.type, what).toMatch(/^urn:watchpost:error:[a-z-]+$/)
      expect(problem.type, what).not.toContain('internal')
    }
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
  }
  const sorted = [...statuses].sort(([a], [b]) => a - b).map(([status, times]) => [String(status), times])
  reportMutations({ what: 'requests', seed, count: mutations, outcomes: Object.fromEntries(sorted) })
  expect((await fetch(`${httpUrl}/healthz`)).status).toBe(200)
})
