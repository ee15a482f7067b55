import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSites } from '../../../collector/sites/sites.ts'
import { openRegistry } from '../../../collector/store/registry.ts'
import { createSiteRows } from '../../../collector/store/sites.ts'
import type { AgentList, EventPage, Problem } from '../../../wire/rest.ts'
import type { SiteFacts, SiteList } from '../../../wire/sites.ts'
import { birth, connectAgent, event, getJson, startCollector } from '../running.ts'

const province: SiteFacts = {
  kind: 'province',
  names: { vi: 'Lâm Đồng', en: 'Lam Dong' },
  timeZone: 'Asia/Ho_Chi_Minh',
}
const ward: SiteFacts = { kind: 'ward', parent: 'lam-dong', names: { vi: 'Phường 7' } }
const site: SiteFacts = {
  kind: 'site',
  parent: 'ward-7',
  names: { vi: 'Cổng chợ' },
  latitude: 11.94,
  longitude: 108.44,
}

type Answer = { status: number; tag: string | null; body: Record<string, unknown> & Partial<Problem> }

async function send(url: string, method: string, body?: unknown, ifMatch?: string): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    tag: response.headers.get('etag'),
    body: (text === '' ? {} : JSON.parse(text)) as Answer['body'],
  }
}

describe('sites over HTTP', () => {
  it('are entered, changed, listed from the top and kept over a restart', async () => {
    const first = await startCollector()
    const url = `${first.httpUrl}/api/sites`
    expect(await send(`${url}/lam-dong`, 'PUT', province)).toMatchObject({ status: 201, tag: '"1"' })
    expect(await send(`${url}/ward-7`, 'PUT', ward)).toMatchObject({ status: 201 })
    expect(await send(`${url}/site-1`, 'PUT', site)).toMatchObject({ status: 201, body: { id: 'site-1', ...site } })
    const changed = await send(`${url}/ward-7`, 'PUT', { ...ward, names: { vi: 'Phường 7', en: 'Ward 7' } }, '"1"')
    expect(changed).toMatchObject({ status: 200, tag: '"2"', body: { version: 2 } })
    await first.close()

    const { httpUrl } = await startCollector(first.dataFolder)
    const { sites, unknown } = await getJson<SiteList>(`${httpUrl}/api/sites`)
    expect(sites.map(({ id, version }) => [id, version])).toEqual([
      ['lam-dong', 1],
      ['ward-7', 2],
      ['site-1', 1],
    ])
    expect(unknown).toEqual([])
  })

  it('are not overwritten by somebody who has not seen the last change', async () => {
    const { httpUrl } = await startCollector()
    const url = `${httpUrl}/api/sites/lam-dong`
    await send(url, 'PUT', province)
    expect(await send(url, 'PUT', province)).toMatchObject({
      status: 412,
      body: { detail: expect.stringMatching(/If-Match: "1"/) as string },
    })
    expect((await send(url, 'PUT', province, '"1"')).status).toBe(200)
    const late = await send(url, 'PUT', { ...province, names: { vi: 'Khác' } }, '"1"')
    expect(late).toMatchObject({ status: 412, body: { type: 'urn:watchpost:error:version-conflict' } })
    expect((await send(url, 'DELETE', undefined, '"1"')).status).toBe(412)
    expect((await send(url, 'GET')).body).toMatchObject({ version: 2, names: province.names })
    expect((await send(url, 'PUT', province, '*')).status).toBe(200)
    expect((await send(url, 'PUT', province, 'two')).status).toBe(400)
  })

  it('are refused by name when they cannot be', async () => {
    const { httpUrl } = await startCollector()
    const refused: [id: string, body: object, status: number, code: string, detail: RegExp][] = [
      ['ward-7', { ...ward, parent: 'nowhere' }, 422, 'invalid-site', /no place "nowhere"/],
      ['ward-7', { ...ward, kind: 'hamlet' }, 400, 'invalid-request', /kind/],
      ['ward-7', { ...ward, names: {} }, 400, 'invalid-request', /names/],
      ['ward-7', { ...ward, colour: 'red' }, 400, 'invalid-request', /colour: unknown/],
      ['Ward%207', ward, 400, 'invalid-request', /id/],
      ['ward-7', { ...ward, latitude: 91, longitude: 0 }, 400, 'invalid-request', /latitude/],
    ]
    for (const [id, body, status, code, detail] of refused) {
      const answer = await send(`${httpUrl}/api/sites/${id}`, 'PUT', body)
      expect(answer, code).toMatchObject({ status, body: { type: `urn:watchpost:error:${code}` } })
      expect(answer.body.detail).toMatch(detail)
    }
    expect((await getJson<SiteList>(`${httpUrl}/api/sites`)).sites).toEqual([])
  })

  it('are removed from below', async () => {
    const { httpUrl } = await startCollector()
    const url = `${httpUrl}/api/sites`
    await send(`${url}/lam-dong`, 'PUT', province)
    await send(`${url}/ward-7`, 'PUT', ward)
    expect(await send(`${url}/lam-dong`, 'DELETE')).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/"ward-7" lies in/) as string },
    })
    expect((await send(`${url}/ward-7`, 'DELETE')).status).toBe(204)
    expect((await send(`${url}/lam-dong`, 'DELETE')).status).toBe(204)
    expect((await send(`${url}/lam-dong`, 'DELETE')).status).toBe(404)
  })

  it('answer for a branch: its events, its agents, and what nobody has entered', async () => {
    const { httpUrl, mqttUrl } = await startCollector()
    const url = `${httpUrl}/api/sites`
    await send(`${url}/lam-dong`, 'PUT', province)
    await send(`${url}/ward-7`, 'PUT', ward)
    await send(`${url}/ward-8`, 'PUT', { ...ward, names: { vi: 'Phường 8' } })
    const agent = await connectAgent(mqttUrl)
    await agent.publish('birth', birth())
    await agent.send(event(1))
    await expect.poll(agent.acked).toEqual([[1, 1]])
    expect((await getJson<SiteList>(url)).unknown).toEqual(['site-1'])
    await send(`${url}/site-1`, 'PUT', site)
    expect((await getJson<SiteList>(url)).unknown).toEqual([])

    const count = async (branch: string) => ({
      events: (await getJson<EventPage>(`${httpUrl}/api/events?branch=${branch}`)).events.length,
      agents: (await getJson<AgentList>(`${httpUrl}/api/agents?branch=${branch}`)).agents.length,
    })
    expect(await count('lam-dong')).toEqual({ events: 1, agents: 1 })
    expect(await count('ward-7')).toEqual({ events: 1, agents: 1 })
    expect(await count('ward-8')).toEqual({ events: 0, agents: 0 })
    const absent = await send(`${httpUrl}/api/events?branch=ward-9`, 'GET')
    expect(absent).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(/no place "ward-9"/) as string },
    })
  })

  it('notice what a command beside the collector changes', async () => {
    const { httpUrl, dataFolder } = await startCollector()
    await send(`${httpUrl}/api/sites/lam-dong`, 'PUT', province)
    const registry = openRegistry(join(dataFolder, 'registry.db'))
    createSites(createSiteRows(registry), Date.now).put('ward-7', ward, undefined)
    registry.close()
    const { sites } = await getJson<SiteList>(`${httpUrl}/api/sites`)
    expect(sites.map(({ id }) => id)).toEqual(['lam-dong', 'ward-7'])
  })
})
