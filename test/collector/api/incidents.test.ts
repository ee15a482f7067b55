import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Collector, runCollector } from '../../../collector/collector.ts'
import { encode, parse } from '../../../wire/codec.ts'
import type { EventMessage } from '../../../wire/event.ts'
import type { IncidentMessage } from '../../../wire/incident-message.ts'
import type { IncidentFigures, IncidentHistory, IncidentPage, IncidentRecord } from '../../../wire/incidents.ts'
import type { EventPage, Problem } from '../../../wire/rest.ts'
import { agentClientId, eventTopic, incidentTopic } from '../../../wire/topics.ts'
import { collectorConfig, event, eventId, getJson, silentLog } from '../running.ts'

const identity = { site: 'site-1', agent: 'agent-1' }
let folder: string
let collector: Collector
let agent: MqttClient
/** What an integrator heard, the newest of each incident. */
const heard = new Map<string, IncidentMessage[]>()
const shown: IncidentRecord[] = []
const endings: (() => unknown)[] = []

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'watchpost-incidents-'))
  collector = await runCollector(collectorConfig(folder), { log: silentLog, consoleFolder: join(folder, 'none') })
  agent = await connectAsync(collector.mqttUrl, { clientId: agentClientId(identity), protocolVersion: 4 })
  const integrator = await connectAsync(collector.mqttUrl, { clientId: 'integrator', protocolVersion: 4 })
  integrator.on('message', (topic, payload) => {
    const message = parse.incident(payload)
    expect(topic).toBe(incidentTopic(message, message.id))
    heard.set(message.id, [...(heard.get(message.id) ?? []), message])
  })
  await integrator.subscribeAsync('watchpost/v1/+/+/incident/+', { qos: 1 })
  const abort = new AbortController()
  void followFeed(abort.signal).catch(() => undefined)
  endings.push(
    () => abort.abort(),
    () => integrator.endAsync(true),
    () => agent.endAsync(true),
  )
})

afterAll(async () => {
  for (const end of endings) await end()
  await collector.close()
  rmSync(folder, { recursive: true, force: true })
})

async function followFeed(signal: AbortSignal): Promise<void> {
  const response = await fetch(`${collector.httpUrl}/api/feed`, { signal })
  let text = ''
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    const parts = (text + Buffer.from(chunk).toString()).split('\n\n')
    text = parts.pop() ?? ''
    for (const part of parts)
      if (part.includes('event: incident\n'))
        shown.push(JSON.parse(part.slice(part.indexOf('data: ') + 6)) as IncidentRecord)
  }
}

type Answer = { status: number; tag: string; body: IncidentRecord & Partial<Problem> }

async function send(method: string, path: string, body?: unknown, ifMatch?: string): Promise<Answer> {
  const response = await fetch(`${collector.httpUrl}/api/incidents${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return {
    status: response.status,
    tag: response.headers.get('etag') ?? '',
    body: (await response.json()) as Answer['body'],
  }
}

const list = (query = '') => getJson<IncidentPage>(`${collector.httpUrl}/api/incidents${query}`)
const codeOf = ({ body }: Answer) => body.type?.replace('urn:watchpost:error:', '')

let sent = 0
/** Sends events of now as agent-1, and waits until those that matter are in incidents. */
async function see(...events: Partial<EventMessage>[]): Promise<string[]> {
  const ids: string[] = []
  for (const over of events) {
    sent += 1
    const message = event(sent, { type: 'zone.intruded', severity: 'high', at: Date.now(), ...over })
    await agent.publishAsync(eventTopic(identity, message.camera, message.type), encode(message), { qos: 1 })
    ids.push(eventId(sent))
  }
  return ids
}

async function incidentOf(camera: string, events: number): Promise<IncidentRecord> {
  const find = async () => (await list(`?camera=${camera}`)).incidents[0]
  await expect.poll(async () => (await find())?.events, { timeout: 20_000 }).toBe(events)
  return (await find()) as IncidentRecord
}

describe('incidents over HTTP', () => {
  it('are opened by events, and two operators at once do not overwrite each other', async () => {
    await see({ camera: 'gate' }, { camera: 'gate', type: 'line.crossed', severity: 'info' }, { camera: 'gate' })
    const { id } = await incidentOf('gate', 2)
    const lan = await send('GET', `/${id}`)
    const minh = await send('GET', `/${id}`)
    expect(lan.body).toMatchObject({ state: 'new', kind: 'intrusion', severity: 'high', version: 1, late: false })
    expect(lan.body.steps[0]).toMatchObject({
      step: 'look',
      texts: { en: expect.stringMatching(/^Look at/) as string },
    })

    // Both have read version 1: the first one takes it, the second one is told.
    const first = await send('PATCH', `/${id}`, { state: 'acknowledged', owner: 'lan' }, lan.tag)
    expect(first).toMatchObject({ status: 200, body: { state: 'acknowledged', owner: 'lan', version: 2 } })
    const second = await send('PATCH', `/${id}`, { state: 'closed', reason: 'false-alarm', owner: 'minh' }, minh.tag)
    expect([second.status, codeOf(second)]).toEqual([412, 'version-conflict'])
    expect(second.body.detail).toMatch(/was changed by somebody else: it is at version 2, not 1/)
    expect((await send('GET', `/${id}`)).body).toMatchObject({ state: 'acknowledged', owner: 'lan' })
    expect((await send('PATCH', `/${id}`, { hold: true })).status).toBe(412)
    expect((await send('PATCH', `/${id}`, { hold: true }, 'W/"x"')).status).toBe(400)

    // Notes, ticks and events that join meanwhile are no reason to refuse what was decided.
    const [note, again] = await Promise.all([
      send('POST', `/${id}/notes`, { text: 'Đã gọi Cổng Chợ' }),
      send('PUT', `/${id}/steps/look`, { done: true }),
      see({ camera: 'gate', severity: 'critical' }),
    ])
    expect([note.status, again.status]).toEqual([200, 200])
    await incidentOf('gate', 3)
    const handed = await send('PATCH', `/${id}`, { owner: 'minh', state: 'in-progress', comment: 'Đổi ca' }, first.tag)
    expect(handed).toMatchObject({ status: 200, body: { owner: 'minh', severity: 'critical', version: 3 } })
    const ticked = handed.body.steps[0]
    expect(ticked).toMatchObject({ step: 'look', doneBy: 'operator' })
    expect((await send('PUT', `/${id}/steps/look`, { done: true })).body.steps[0]).toEqual(ticked)
    expect(codeOf(await send('PUT', `/${id}/steps/dance`, { done: true }))).toBe('not-found')

    const { entries } = await getJson<IncidentHistory>(`${collector.httpUrl}/api/incidents/${id}/history`)
    const told = entries.map(({ what, by, from, to }) => [what, by ?? '', from ?? '', to ?? ''].join(' '))
    expect(told.filter((one) => !/^(note|step) /.test(one))).toEqual([
      'opened   high',
      'state operator new acknowledged',
      'owner operator  lan',
      'severity  high critical',
      'state operator acknowledged in-progress',
      'owner operator lan minh',
    ])
    expect((await list('?text=goi%20cong%20cho')).incidents.map((one) => one.id)).toEqual([id])
    expect((await list('?text=DOI%20CA')).incidents.map((one) => one.id)).toEqual([id])
    const { events } = await getJson<EventPage>(`${collector.httpUrl}/api/incidents/${id}/events?limit=2`)
    expect(events).toHaveLength(2)
  })

  it('are closed for a reason, opened again, and refused by name', async () => {
    await see({ camera: 'dock' })
    const { id } = await incidentOf('dock', 1)
    const refused: [method: string, path: string, body: object, status: number, code: string][] = [
      ['PATCH', `/${id}`, { state: 'closed' }, 422, 'reason-required'],
      ['PATCH', `/${id}`, { reason: 'real' }, 422, 'invalid-incident'],
      ['PATCH', `/${id}`, { state: 'gone' }, 400, 'invalid-request'],
      ['PATCH', `/${id}`, { colour: 'red' }, 400, 'invalid-request'],
      ['PATCH', `/${id}`, { links: [{ url: 'javascript:alert(1)' }] }, 400, 'invalid-request'],
      ['PATCH', `/${eventId(1)}`, { hold: true }, 404, 'not-found'],
      ['PATCH', `/${id}`, { hold: true }, 422, 'reason-required'],
      ['POST', `/${id}/merge`, { incidents: [id] }, 422, 'invalid-incident'],
      ['POST', `/${id}/merge`, { incidents: [eventId(1)] }, 404, 'not-found'],
      ['POST', `/${id}/split`, { events: [eventId(999)] }, 422, 'invalid-incident'],
      ['POST', '', { kind: 'theft', events: [eventId(1)] }, 422, 'invalid-incident'],
    ]
    for (const [method, path, body, status, code] of refused) {
      const answer = await send(method, path, body, '*')
      expect([answer.status, codeOf(answer)], JSON.stringify(body)).toEqual([status, code])
    }
    const closed = await send('PATCH', `/${id}`, { state: 'closed', reason: 'false-alarm' }, '*')
    expect(closed.body).toMatchObject({ state: 'closed', reason: 'false-alarm' })
    expect(codeOf(await send('PATCH', `/${id}`, { state: 'new' }, '*'))).toBe('invalid-transition')
    // A repeat of a false alarm disturbs nobody.
    await see({ camera: 'dock' })
    await expect.poll(async () => (await send('GET', `/${id}`)).body.suppressed, { timeout: 20_000 }).toBe(1)
    expect((await list('?camera=dock')).incidents).toHaveLength(1)
    const opened = await send('PATCH', `/${id}`, { state: 'in-progress' }, '*')
    expect(opened.body).not.toHaveProperty('reason')
    expect(opened.body).not.toHaveProperty('closedAt')
  })

  it('are merged and split, and what is still to come follows', async () => {
    const inYard = await see({ camera: 'yard' }, { camera: 'yard' })
    await see({ camera: 'roof' })
    const yard = await incidentOf('yard', 2)
    const roof = await incidentOf('roof', 1)
    await send('PATCH', `/${roof.id}`, { hold: true, comment: 'asked for by the police' }, '*')
    const stale = await send('GET', `/${yard.id}`)
    const [one, other] = await Promise.all([
      send('POST', `/${yard.id}/merge`, { incidents: [roof.id] }, stale.tag),
      send('PATCH', `/${yard.id}`, { owner: 'minh' }, stale.tag),
    ])
    // Of two who decide at once from the same version, one does.
    expect([one.status, other.status].sort()).toEqual([200, 412])
    if (one.status === 412) await send('POST', `/${yard.id}/merge`, { incidents: [roof.id] }, '*')
    const merged = (await send('GET', `/${yard.id}`)).body
    const held = { by: expect.any(String), at: expect.any(Number), why: 'asked for by the police' }
    expect(merged).toMatchObject({ events: 3, hold: true, held, startAt: yard.startAt })
    expect(merged.cameras.map(({ camera }) => camera)).toEqual(['roof', 'yard'])
    expect((await send('GET', `/${roof.id}`)).body).toMatchObject({
      state: 'closed',
      reason: 'merged',
      mergedInto: yard.id,
      events: 0,
    })
    expect(codeOf(await send('PATCH', `/${roof.id}`, { owner: 'lan' }, '*'))).toBe('invalid-transition')
    await see({ camera: 'roof' })
    await expect.poll(async () => (await send('GET', `/${yard.id}`)).body.events, { timeout: 20_000 }).toBe(4)

    const split = await send('POST', `/${yard.id}/split`, { events: inYard.slice(0, 1) }, '*')
    expect(split).toMatchObject({ status: 201, body: { splitFrom: yard.id, events: 1, hold: true, state: 'new' } })
    expect((await send('GET', `/${yard.id}`)).body).toMatchObject({ events: 3 })
    expect((await send('POST', `/${split.body.id}/split`, { events: inYard.slice(0, 1) }, '*')).status).toBe(422)
  })

  it('are opened by people from events that no rule took, once', async () => {
    const ids = await see({ camera: 'shop', type: 'line.crossed', severity: 'info' })
    await expect.poll(async () => (await fetch(`${collector.httpUrl}/api/events/${ids[0]}`)).status).toBe(200)
    const made = await send('POST', '', { kind: 'theft', events: ids, severity: 'high', comment: 'Khách báo' })
    expect(made).toMatchObject({
      status: 201,
      body: { kind: 'theft', state: 'acknowledged', owner: 'operator', events: 1 },
    })
    expect(made.body).not.toHaveProperty('rule')
    expect(codeOf(await send('POST', '', { kind: 'theft', events: ids }))).toBe('invalid-incident')
    const cameras = [{ site: 'site-1', agent: 'agent-2', camera: 'street' }]
    const links = [{ url: 'https://case.example/7', title: 'Hồ sơ 7' }]
    const changed = await send('PATCH', `/${made.body.id}`, { relatedCameras: cameras, links }, made.tag)
    expect(changed.body).toMatchObject({ relatedCameras: cameras, links })
    expect((await list('?camera=street')).incidents.map(({ id }) => id)).toEqual([made.body.id])
  })

  it('are found by filters, page by page, and counted', async () => {
    const all = (await list('?limit=200')).incidents
    const pages: string[] = []
    let cursor: string | undefined
    do {
      const page = await list(`?limit=2${cursor === undefined ? '' : `&cursor=${cursor}`}`)
      pages.push(...page.incidents.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor !== undefined)
    expect(pages).toEqual(all.map(({ id }) => id))
    expect(all.length).toBeGreaterThanOrEqual(6)
    const filters: [query: string, isWanted: (one: IncidentRecord) => boolean][] = [
      ['state=open', ({ state }) => state !== 'closed'],
      ['state=closed', ({ state }) => state === 'closed'],
      ['state=acknowledged,in-progress', ({ state }) => ['acknowledged', 'in-progress'].includes(state)],
      ['minSeverity=critical', ({ severity }) => severity === 'critical'],
      ['kind=theft', ({ kind }) => kind === 'theft'],
      ['reason=merged', ({ reason }) => reason === 'merged'],
      ['owner=minh', ({ owner }) => owner === 'minh'],
      ['hold=true&state=open', ({ hold, state }) => hold && state !== 'closed'],
      ['late=true', () => false],
      ['site=site-2', () => false],
      [`from=${all[0]?.startAt}`, ({ startAt }) => startAt >= (all[0]?.startAt ?? 0)],
      [`to=${all[0]?.startAt}`, ({ startAt }) => startAt < (all[0]?.startAt ?? 0)],
    ]
    for (const [query, isWanted] of filters)
      expect(
        (await list(`?${query}`)).incidents.map(({ id }) => id),
        query,
      ).toEqual(all.filter(isWanted).map(({ id }) => id))
    for (const query of ['cursor=x', 'state=lost', 'branch=nowhere', 'colour=red'])
      expect((await fetch(`${collector.httpUrl}/api/incidents?${query}`)).status, query).toBe(400)
    const figures = await getJson<IncidentFigures>(`${collector.httpUrl}/api/incidents/figures`)
    expect(figures.suppressed).toBe(1)
    expect(figures.incidents).toBe(all.filter(({ reason }) => reason !== 'merged').length)
    expect(figures.acknowledge.count).toBeGreaterThan(0)
    expect(figures.acknowledge.p90Ms).toBeGreaterThanOrEqual(figures.acknowledge.p50Ms ?? Number.POSITIVE_INFINITY)
  })

  it('are told to integrators and to the feed, up to how they are now', async () => {
    const all = (await list('?limit=200')).incidents
    for (const { id, revision, state, events } of all) {
      await expect.poll(() => heard.get(id)?.at(-1)?.revision, { timeout: 20_000 }).toBe(revision)
      expect(heard.get(id)?.at(-1)).toMatchObject({ v: 1, state, events })
      expect(shown.findLast((one) => one.id === id)).toMatchObject({ revision, state })
      const revisions = heard.get(id)?.map((one) => one.revision) ?? []
      expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b))
    }
  })
})
