/** A collector with its doors closed, a small tree, an event with its picture, and every role in every place. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import { expect, vi } from 'vitest'
import { createAccess } from '../../../collector/access/access.ts'
import type { Collector } from '../../../collector/collector.ts'
import { createPersonRows, type StoredPerson } from '../../../collector/store/people.ts'
import { openRegistry } from '../../../collector/store/registry.ts'
import { type NewKey, type Role, roles } from '../../../wire/access.ts'
import { encode } from '../../../wire/codec.ts'
import type { EventPage } from '../../../wire/rest.ts'
import { agentTopic, eventTopic } from '../../../wire/topics.ts'
import { birth, event, eventId, startSharedCollector } from '../running.ts'
import { type Browser, goodPassword, openBrowser, openProgram, setUp } from './browser.ts'

/** Of rights: everywhere, in ward-7 where site-1 lies, or in ward-8 beside it. */
export type Where = 'everywhere' | 'inside' | 'outside'

const picture = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(400, 7), Buffer.from([0xff, 0xd9])])
/** Of the picture of the event. */
export const address = createHash('sha256').update(picture).digest('hex')

export type Everybody = {
  readonly collector: Collector & { dataFolder: string }
  readonly chief: Browser
  /** Id of a key of ward-7. */
  readonly keyId: string
  /** Of the one event that there is. */
  readonly incidentId: string
  browserOf(role: Role, where: Where): Browser
}

export const boxSecret = 'known to the box alone'

export const nameOf = (role: Role, where: Where): string => `${role}-${where}`

export async function openEverybody(): Promise<Everybody> {
  const people = new Map<string, Browser>()
  const collector = await startSharedCollector({ access: {} })
  const chief = await setUp(collector)
  const place = (id: string, facts: object) => chief.send('PUT', `/api/sites/${id}`, { names: { vi: id }, ...facts })
  await place('lam-dong', { kind: 'province' })
  await place('ward-7', { kind: 'ward', parent: 'lam-dong' })
  await place('ward-8', { kind: 'ward', parent: 'lam-dong' })
  await place('site-1', { kind: 'site', parent: 'ward-7' })
  await place('site-8', { kind: 'site', parent: 'ward-8' })
  const grants = { everywhere: {}, inside: { branch: 'ward-7' }, outside: { branch: 'ward-8' } }
  const known = { grants: [{ role: 'viewer', branch: 'ward-7' }], password: goodPassword }
  expect((await chief.send('PUT', '/api/people/guard-7', known)).status).toBe(201)
  // Hashing is slow on purpose: these come in beside the interface.
  const registry = openRegistry(join(collector.dataFolder, 'registry.db'))
  const rows = createPersonRows(registry)
  const { sessions } = createAccess(registry, { branchOf: () => undefined, sessionMs: 3_600_000, now: Date.now })
  for (const role of roles) {
    for (const where of Object.keys(grants) as Where[]) {
      const name = nameOf(role, where)
      rows.put(name, { grants: [{ role, ...grants[where] }], disabled: false }, {}, Date.now())
      const browser = openBrowser(collector.httpUrl)
      browser.cookie = `watchpost-session=${sessions.begin(rows.find(name) as StoredPerson).token}`
      people.set(name, browser)
    }
  }
  registry.close()
  const made = await chief.send<NewKey>('POST', '/api/keys', {
    label: 'agent',
    scopes: ['media:write'],
    branch: 'ward-7',
  })
  const agentKey = openProgram(collector.httpUrl, made.body.token)
  const put = await fetch(`${collector.httpUrl}/api/media/${address}`, {
    method: 'PUT',
    headers: { 'content-type': 'image/jpeg', authorization: `Bearer ${made.body.token}` },
    body: picture,
  })
  expect(put.status).toBe(201)
  expect((await agentKey.send('HEAD', `/api/media/${address}`)).status).toBe(200)
  expect((await agentKey.send('GET', '/api/events')).status).toBe(403)
  await sendEvents(collector, chief)
  const about = { kind: 'intrusion', events: [eventId(1)] }
  const incident = await chief.send<{ id: string }>('POST', '/api/incidents', about)
  expect(incident.status).toBe(201)
  return {
    incidentId: incident.body.id,
    collector,
    chief,
    keyId: made.body.key.id,
    browserOf: (role, where) => people.get(nameOf(role, where)) as Browser,
  }
}

/** A box that is enrolled, as nobody else can send. */
async function sendEvents({ httpUrl, mqttUrl }: Collector, chief: Browser): Promise<void> {
  const names = { site: 'site-1', agent: 'agent-1' }
  const { code } = (await chief.send<{ code: string }>('POST', '/api/enrolments', names)).body
  const secretHash = createHash('sha256').update(boxSecret).digest('hex')
  const box = openBrowser(httpUrl)
  expect((await box.send('POST', '/api/enrol', { code, ...names, secretHash })).status).toBe(204)
  expect((await box.send('POST', '/api/enrol', { code, ...names, secretHash: '0'.repeat(64) })).status).toBe(409)
  const username = 'site-1/agent-1'
  const connection = { clientId: username, protocolVersion: 4, reconnectPeriod: 0 } as const
  await expect(connectAsync(mqttUrl, connection)).rejects.toThrow()
  const client = await connectAsync(mqttUrl, { ...connection, username, password: boxSecret })
  const identity = { site: 'site-1', agent: 'agent-1' }
  await client.publishAsync(agentTopic(identity, 'birth'), encode(birth()), { qos: 1, retain: true })
  const first = event(1, { media: { snapshot: address } })
  await client.publishAsync(eventTopic(identity, first.camera, first.type), encode(first), { qos: 1 })
  const isStored = async () => expect((await chief.send<EventPage>('GET', '/api/events')).body.events).toHaveLength(1)
  await vi.waitFor(isStored, { timeout: 30_000 })
  await client.endAsync()
}
