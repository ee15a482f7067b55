/** Logging in, staying in and being put out, over real HTTP with the doors closed. */
import { randomBytes } from 'node:crypto'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import SqliteDatabase from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { authorizationOf, readCredentials } from '../../../agent/enrolment/credentials.ts'
import { enrol } from '../../../agent/enrolment/enrol.ts'
import { enrolmentWords } from '../../../agent/enrolment/words.ts'
import { openMediaFolder } from '../../../agent/media/media-folder.ts'
import { uploadMedia } from '../../../agent/media/upload.ts'
import type { Collector } from '../../../collector/collector.ts'
import type { NewKey, SessionState } from '../../../wire/access.ts'
import { sha256, silentLog, startCollector, startSharedCollector, temporaryFolder } from '../running.ts'
import { type Browser, goodPassword, openBrowser, openProgram, setUp } from './browser.ts'

let collector: Collector & { dataFolder: string }
let chief: Browser

beforeAll(async () => {
  collector = await startSharedCollector({ access: {} })
  chief = await setUp(collector)
  for (const name of ['an', 'binh', 'chi']) await enter(name)
}, 120_000)
afterAll(() => collector.close())

const enter = (name: string, facts: object = {}) =>
  chief.send('PUT', `/api/people/${name}`, { grants: [{ role: 'viewer' }], password: goodPassword, ...facts })

describe('the first start', () => {
  it('gives a code that makes one administrator, once, and has no other way in', { timeout: 120_000 }, async () => {
    const first = await startCollector(undefined, { access: {} })
    const browser = openBrowser(first.httpUrl)
    expect(first.setupCode).toMatch(/^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/)
    expect((await browser.send<SessionState>('GET', '/api/session')).body).toEqual({ state: 'setup' })
    const setup = { code: first.setupCode, name: 'chief', password: goodPassword }
    const refused: [over: object, status: number][] = [
      [{ code: 'AAAAA-AAAAA-AAAAA-AAAAA' }, 403],
      [{ password: 'short' }, 422],
      [{ password: 'chief chief chief' }, 422],
      [{ name: 'Chief Of All' }, 400],
    ]
    for (const [over, status] of refused)
      expect((await browser.send('POST', '/api/setup', { ...setup, ...over })).status).toBe(status)
    // As people type it.
    const typed = first.setupCode?.toLowerCase().replaceAll('-', ' ')
    expect((await browser.send('POST', '/api/setup', { ...setup, code: typed })).status).toBe(200)
    expect((await browser.send<SessionState>('GET', '/api/session')).body.state).toBe('in')
    expect((await browser.send('POST', '/api/setup', { ...setup, name: 'second' })).status).toBe(403)
    await first.close()
    const again = await startCollector(first.dataFolder, { access: {} })
    expect(again.setupCode).toBeUndefined()
  })
})

describe('a session', () => {
  it('is a cookie that scripts and other sites cannot use, and of which only a hash is kept', async () => {
    const browser = openBrowser(collector.httpUrl)
    const { headers } = await browser.logIn(' An ', goodPassword)
    expect(headers.getSetCookie()[0]).toMatch(
      /^watchpost-session=[\w-]{43}; Path=\/; Expires=.*; HttpOnly; SameSite=Strict$/,
    )
    const token = browser.cookie?.split('=')[1] ?? ''
    const db = new SqliteDatabase(join(collector.dataFolder, 'registry.db'), { readonly: true })
    const all = JSON.stringify(
      ['session', 'person', 'api_key'].map((table) => db.prepare(`SELECT * FROM ${table}`).all()),
    )
    db.close()
    expect(all).not.toContain(token)
    expect(all).not.toContain(goodPassword)
    expect(all).toContain('$argon2id$')
  })

  it('ends with log-out: its cookie is worth nothing any more', async () => {
    const browser = openBrowser(collector.httpUrl)
    await browser.logIn('an', goodPassword)
    const stolen = openBrowser(collector.httpUrl)
    stolen.cookie = browser.cookie
    expect((await stolen.send('GET', '/api/events')).status).toBe(200)
    expect((await browser.send('DELETE', '/api/session')).status).toBe(204)
    expect(browser.cookie).toBeUndefined()
    expect((await stolen.send('GET', '/api/events')).status).toBe(401)
  })

  it('cannot be planted: logging in makes a new one and ends the old', async () => {
    const browser = openBrowser(collector.httpUrl)
    browser.cookie = 'watchpost-session=planted-by-somebody-else'
    await browser.logIn('an', goodPassword)
    expect(browser.cookie).not.toContain('planted')
    const before = browser.cookie
    await browser.logIn('binh', goodPassword)
    const old = openBrowser(collector.httpUrl)
    old.cookie = before
    expect(browser.cookie).not.toBe(before)
    expect((await old.send('GET', '/api/events')).status).toBe(401)
  })

  it('ends at once when its person is disabled or given another password', async () => {
    const browser = openBrowser(collector.httpUrl)
    await browser.logIn('chi', goodPassword)
    const other = await enter('chi', {})
    expect(other.status).toBe(412)
    const change = (facts: object) =>
      chief.send('PUT', '/api/people/chi', { grants: [{ role: 'viewer' }], ...facts }, { 'if-match': '*' })
    expect((await change({ password: `${goodPassword} hai` })).status).toBe(200)
    expect((await browser.send('GET', '/api/events')).status).toBe(401)
    await browser.logIn('chi', `${goodPassword} hai`)
    expect((await browser.send('GET', '/api/events')).status).toBe(200)
    await change({ disabled: true })
    expect((await browser.send('GET', '/api/events')).status).toBe(401)
    expect((await browser.logIn('chi', `${goodPassword} hai`)).status).toBe(401)
  })

  it('has the rights that its person has now: an old cookie keeps none that were taken away', async () => {
    await enter('giang', { grants: [{ role: 'supervisor' }] })
    const browser = openBrowser(collector.httpUrl)
    await browser.logIn('giang', goodPassword)
    expect((await browser.send('GET', '/api/audit')).status).toBe(200)
    const grants = [{ role: 'viewer', branch: 'nowhere' }]
    await chief.send('PUT', '/api/people/giang', { grants }, { 'if-match': '*' })
    expect((await browser.send('GET', '/api/audit')).status).toBe(403)
    expect((await browser.send('PUT', '/api/people/giang', { grants: [{ role: 'administrator' }] })).status).toBe(403)
  })

  it('lets its person change the password, and ends their others', async () => {
    await enter('dung')
    const [here, there] = [openBrowser(collector.httpUrl), openBrowser(collector.httpUrl)]
    await here.logIn('dung', goodPassword)
    await there.logIn('dung', goodPassword)
    const change = (current: string, password: string) =>
      here.send('PUT', '/api/session/password', { current, password })
    expect((await change('wrong', `${goodPassword} ba`)).status).toBe(401)
    expect((await change(goodPassword, 'password1234')).status).toBe(422)
    expect((await change(goodPassword, `${goodPassword} ba`)).status).toBe(204)
    expect((await here.send('GET', '/api/events')).status).toBe(200)
    expect((await there.send('GET', '/api/events')).status).toBe(401)
  })

  it('changes nothing for a page of another site', async () => {
    const change = (headers: Record<string, string>) =>
      fetch(`${collector.httpUrl}/api/people/an`, {
        method: 'PUT',
        headers: { cookie: chief.cookie ?? '', 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ grants: [] }),
      })
    const forged: Record<string, string>[] = [
      {},
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: collector.httpUrl },
    ]
    for (const headers of forged) {
      const response = await change(headers)
      expect([response.status, await response.text()], JSON.stringify(headers)).toEqual([
        403,
        expect.stringContaining('urn:watchpost:error:cross-site'),
      ])
    }
    expect((await change({ origin: collector.httpUrl, 'if-match': '"9"' })).status).toBe(412)
  })
})

describe('the last administrator', () => {
  it('stays one', async () => {
    const less = { grants: [{ role: 'viewer' }] }
    expect((await chief.send('PUT', '/api/people/chief', less, { 'if-match': '*' })).status).toBe(409)
    const off = { grants: [{ role: 'administrator' }], disabled: true }
    expect((await chief.send('PUT', '/api/people/chief', off, { 'if-match': '*' })).status).toBe(409)
  })
})

describe('a key', () => {
  const ask = async (token: string) => (await openProgram(collector.httpUrl, token).send('GET', '/api/events')).status

  it('works until it is revoked or over, and no longer', async () => {
    const make = async (over: object = {}) => {
      const facts = { label: 'màn hình', scopes: ['events:read'], ...over }
      return (await chief.send<NewKey>('POST', '/api/keys', facts)).body
    }
    const { key, token } = await make()
    expect(token).toMatch(/^wp_[\w-]{43}$/)
    expect(await ask(token)).toBe(200)
    expect(await ask(`${token}x`)).toBe(401)
    const listed = (await chief.send('GET', '/api/keys')).text
    expect(listed).toContain('lastUsedAt')
    expect(listed).not.toContain(token)
    expect((await chief.send('DELETE', `/api/keys/${key.id}`)).status).toBe(200)
    expect(await ask(token)).toBe(401)
    const short = await make({ expiresAt: Date.now() + 1_500 })
    expect(await ask(short.token)).toBe(200)
    await expect.poll(() => ask(short.token), { timeout: 20_000 }).toBe(401)
    expect((await chief.send('POST', '/api/keys', { label: 'x', scopes: ['events:read'], expiresAt: 1 })).status).toBe(
      403,
    )
  })
})

describe('an agent', () => {
  it('comes in by a code and uploads pictures and clips as itself; nobody else does', { timeout: 60_000 }, async () => {
    const identity = { site: 'site-1', agent: 'box-1' }
    const { code } = (await chief.send<{ code: string }>('POST', '/api/enrolments', identity)).body
    const dataFolder = temporaryFolder()
    const place = { identity, dataFolder, collectorUrl: collector.httpUrl }
    const elsewhere = { ...place, identity: { ...identity, agent: 'box-2' } }
    await expect(enrol(code, elsewhere, enrolmentWords.vi)).rejects.toThrow(/không phải site-1\/box-2/)
    await enrol(code, place, enrolmentWords.vi)
    const authorization = authorizationOf(readCredentials(dataFolder))
    expect(statSync(join(dataFolder, 'credentials.json')).mode & 0o777).toBe(0o600)
    await expect(enrol(code, place, enrolmentWords.vi)).rejects.toThrow(/mã này đã được dùng/)
    await expect(enrol('AAAAA-AAAAA', place, enrolmentWords.en)).rejects.toThrow(/does not know this code/)
    expect(authorizationOf(readCredentials(dataFolder))).toBe(authorization)
    const root = temporaryFolder()
    const folder = openMediaFolder(join(root, 'media'), 1_000_000)
    const picture = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(400), Buffer.from([0xff, 0xd9])])
    const clip = Buffer.concat([Buffer.from([0, 0, 0, 32]), Buffer.from('ftypisom'), randomBytes(600_000)])
    writeFileSync(join(root, 'cut.mp4'), clip)
    await folder.add({ kind: 'snapshot', sha256: sha256(picture), jpeg: picture })
    await folder.adopt({ kind: 'clip', sha256: sha256(clip), bytes: clip.length }, join(root, 'cut.mp4'))
    const upload = async (authorization: string | undefined, until: () => Promise<void>) => {
      const stopping = new AbortController()
      const uploading = uploadMedia({
        ...{ folder, collectorUrl: collector.httpUrl, maxBytesPerS: 1e9, mayUpload: () => true, log: silentLog },
        authorization,
        signal: stopping.signal,
      })
      await until()
      stopping.abort()
      await uploading
    }
    await upload(undefined, () => sleep(500))
    expect(folder.status().pending).toBe(2)
    await upload(authorization, () => vi.waitFor(() => expect(folder.status().pending).toBe(0), { timeout: 40_000 }))
    for (const bytes of [picture, clip])
      expect((await chief.send('HEAD', `/api/media/${sha256(bytes)}`)).status).toBe(200)
    const headers = { authorization: authorization ?? '' }
    expect((await fetch(`${collector.httpUrl}/api/media/${sha256(picture)}`, { headers })).status).toBe(403)
  })
})
