/** The life of an incident in a control room: two people with sessions of their own, over real HTTP, from the first event on. */
import { createHash } from 'node:crypto'
import { connectAsync } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NewKey } from '../../../wire/access.ts'
import { encode } from '../../../wire/codec.ts'
import type { IncidentFigures, IncidentHistory, IncidentPage, IncidentRecord } from '../../../wire/incidents.ts'
import type { EventPage } from '../../../wire/rest.ts'
import { eventTopic } from '../../../wire/topics.ts'
import { event, eventId, startSharedCollector } from '../running.ts'
import { type Answer, type Browser, goodPassword, openBrowser, openProgram, setUp } from './browser.ts'

const identity = { site: 'site-1', agent: 'agent-1' }
let collector: Awaited<ReturnType<typeof startSharedCollector>>
let chief: Browser
let box: Awaited<ReturnType<typeof connectAsync>>

beforeAll(async () => {
  collector = await startSharedCollector({ access: {} })
  chief = await setUp(collector)
  for (const [id, facts] of [
    ['ward-7', { kind: 'ward' }],
    ['ward-8', { kind: 'ward' }],
    ['site-1', { kind: 'site', parent: 'ward-7' }],
  ] as const)
    await chief.send('PUT', `/api/sites/${id}`, { names: { vi: id }, ...facts })
  const { code } = (await chief.send<{ code: string }>('POST', '/api/enrolments', identity)).body
  const secretHash = createHash('sha256').update('known to the box').digest('hex')
  await openBrowser(collector.httpUrl).send('POST', '/api/enrol', { code, ...identity, secretHash })
  const login = { clientId: 'site-1/agent-1', username: 'site-1/agent-1', password: 'known to the box' }
  box = await connectAsync(collector.mqttUrl, { ...login, protocolVersion: 4 })
}, 60_000)

afterAll(async () => {
  await box.endAsync(true)
  await collector.close()
})

async function operator(name: string, branch = 'ward-7'): Promise<Browser> {
  const grants = [{ role: 'operator', branch }]
  expect((await chief.send('PUT', `/api/people/${name}`, { grants, password: goodPassword })).status).toBe(201)
  const browser = openBrowser(collector.httpUrl)
  expect((await browser.logIn(name, goodPassword)).status).toBe(200)
  return browser
}

let sent = 0
async function intrude(): Promise<void> {
  const message = event(++sent, { type: 'zone.intruded', severity: 'high', at: Date.now() })
  await box.publishAsync(eventTopic(identity, message.camera, message.type), encode(message), { qos: 1 })
}

const tagOf = ({ headers }: Answer<unknown>): Record<string, string> => ({ 'if-match': headers.get('etag') ?? '' })

/** Listens to the feed as a person; what it tells of an incident, once it is in a state. */
async function listen({ cookie = '' }: Browser): Promise<(state: string) => Promise<IncidentRecord>> {
  const response = await fetch(`${collector.httpUrl}/api/feed`, { headers: { cookie } })
  return async (state) => {
    let text = ''
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString()
      for (const [, data = ''] of text.matchAll(/event: incident\ndata: ([^\n]+)\n/g)) {
        const record = JSON.parse(data) as IncidentRecord
        if (record.state === state) return record
      }
    }
    throw new Error('the feed ended')
  }
}

describe('an incident that two operators work on', () => {
  it('goes from the first event to the end, and neither writes over the other', { timeout: 60_000 }, async () => {
    const [lan, minh, far] = await Promise.all([operator('lan'), operator('minh'), operator('xa', 'ward-8')])
    await intrude()
    await intrude()
    const queue = async () => (await lan.send<IncidentPage>('GET', '/api/incidents?state=open')).body.incidents
    await expect.poll(async () => (await queue())[0]?.events, { timeout: 20_000 }).toBe(2)
    const path = `/api/incidents/${(await queue())[0]?.id}`
    expect((await far.send('GET', path)).status).toBe(404)
    expect((await far.send('PATCH', path, { state: 'acknowledged' }, { 'if-match': '*' })).status).toBe(404)

    // Both have read it, and both take it up at the same moment: one does, the other is told, and sees whose it is.
    const [forLan, forMinh] = await Promise.all([lan.send('GET', path), minh.send('GET', path)])
    const hearOf = await listen(minh)
    const [heard, ...taken] = await Promise.all([
      hearOf('acknowledged'),
      lan.send<IncidentRecord>('PATCH', path, { state: 'acknowledged' }, tagOf(forLan)),
      minh.send<IncidentRecord>('PATCH', path, { state: 'acknowledged' }, tagOf(forMinh)),
    ])
    expect(taken.map(({ status }) => status).sort()).toEqual([200, 412])
    const owner = taken[0].status === 200 ? 'lan' : 'minh'
    const [first, second] = owner === 'lan' ? [lan, minh] : [minh, lan]
    const other = owner === 'lan' ? 'minh' : 'lan'
    expect(heard).toMatchObject({ state: 'acknowledged', owner })
    const read = await second.send<IncidentRecord>('GET', path)
    expect(read.body).toMatchObject({ state: 'acknowledged', owner, version: 2 })

    // Notes, ticks and events that join refuse nothing; a hand-over does.
    await Promise.all([
      second.send('POST', `${path}/notes`, { text: 'Bảo vệ đang đến cổng Đông' }),
      first.send('PUT', `${path}/steps/look`, { done: true }),
      intrude(),
    ])
    const handed = await first.send<IncidentRecord>('PATCH', path, { owner: other, comment: 'Đổi ca' }, tagOf(read))
    expect(handed.body).toMatchObject({ owner: other, state: 'acknowledged', version: 3 })
    const late = await first.send('PATCH', path, { state: 'closed', reason: 'false-alarm' }, tagOf(read))
    expect([late.status, late.body.type]).toEqual([412, 'urn:watchpost:error:version-conflict'])
    let last: Answer<IncidentRecord> = handed
    for (const change of [
      { state: 'in-progress' },
      { state: 'on-hold', comment: 'Chờ công an phường' },
      { state: 'in-progress', severity: 'critical' },
      { state: 'closed', reason: 'real', comment: 'Đã lập biên bản' },
    ]) {
      last = await second.send<IncidentRecord>('PATCH', path, change, tagOf(last))
      expect(last, JSON.stringify(change)).toMatchObject({ status: 200, body: { state: change.state } })
    }
    expect(last.body).toMatchObject({ reason: 'real', owner: other, severity: 'critical', version: 7 })

    const { entries } = (await lan.send<IncidentHistory>('GET', `${path}/history`)).body
    const done = entries.map(({ what, by, to, text }) => [by, what, to, text].filter(Boolean).join(' · '))
    expect(done.filter((one) => /state|owner/.test(one))).toEqual([
      `${owner} · state · acknowledged`,
      `${owner} · owner · ${owner}`,
      `${owner} · owner · ${other} · Đổi ca`,
      `${other} · state · in-progress`,
      `${other} · state · on-hold · Chờ công an phường`,
      `${other} · state · in-progress`,
      `${other} · state · closed: real · Đã lập biên bản`,
    ])
    const figures = (await lan.send<IncidentFigures>('GET', '/api/incidents/figures')).body
    expect(figures).toMatchObject({ acknowledge: { count: 1 }, close: { count: 1 }, byState: { closed: 1 } })
    expect((await far.send<IncidentFigures>('GET', '/api/incidents/figures')).body.incidents).toBe(0)
  })

  it('is found by its notes, by those who may read them', async () => {
    const idsOf = async (browser: Browser, query: string): Promise<string[]> =>
      (await browser.send<EventPage>('GET', `/api/events?${query}`)).body.events.map(({ id }) => id).sort()
    const all = [1, 2, 3].map((number) => eventId(number))
    // The third event joins its incident when the thread that groups has come to it.
    await expect.poll(() => idsOf(chief, 'text=cong%20dong'), { timeout: 20_000 }).toEqual(all)
    expect(await idsOf(chief, 'text=bien+ban&type=zone.intruded&minScore=0.5')).toEqual(all)
    expect(await idsOf(chief, 'text=khong+co')).toEqual([])
    const far = openBrowser(collector.httpUrl)
    await far.logIn('xa', goodPassword)
    expect(await idsOf(far, 'text=cong+dong')).toEqual([])
    const made = await chief.send<NewKey>('POST', '/api/keys', { label: 'x', scopes: ['events:read'] })
    const program = openProgram(collector.httpUrl, made.body.token)
    expect((await program.send('GET', '/api/events')).status).toBe(200)
    expect((await program.send('GET', '/api/events?text=cong')).status).toBe(403)
    expect((await chief.send('GET', '/api/events/export?format=csv&text=cong+dong')).text.split('\r\n')).toHaveLength(5)
  })
})
