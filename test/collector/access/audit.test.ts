/** Who did what: noted by the server itself, and found when somebody changes it afterwards. */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Collector } from '../../../collector/collector.ts'
import { listAudit, verifyAudit } from '../../../collector/commands/audit-commands.ts'
import type { CommandContext } from '../../../collector/commands/context.ts'
import { messages } from '../../../collector/commands/messages.ts'
import type { AuditEntry, AuditPage, NewKey } from '../../../wire/access.ts'
import { sha256, startSharedCollector, temporaryFolder } from '../running.ts'
import { type Browser, goodPassword, openBrowser, openProgram, setUp } from './browser.ts'

let collector: Collector & { dataFolder: string }
let chief: Browser

beforeAll(async () => {
  collector = await startSharedCollector({ access: {} })
  chief = await setUp(collector)
}, 120_000)
afterAll(() => collector.close())

const entries = async (query = ''): Promise<AuditEntry[]> =>
  (await chief.send<AuditPage>('GET', `/api/audit?limit=500${query}`)).body.entries

function context(folder: string): CommandContext & { lines: string[]; complaints: string[] } {
  const lines: string[] = []
  const complaints: string[] = []
  const heard = {
    output: (line: string) => void lines.push(line),
    complain: (line: string) => void complaints.push(line),
  }
  return { folder, messages: messages.en, json: false, lines, complaints, ...heard }
}

describe('the audit record', () => {
  it('says who looked, searched, changed, came and went, and who failed to', async () => {
    const secret = 'mật khẩu của bình đây'
    await chief.send('PUT', '/api/people/binh', { grants: [{ role: 'viewer' }], password: secret })
    const binh = openBrowser(collector.httpUrl)
    await binh.logIn('binh', 'a wrong guess of somebody')
    await binh.logIn('binh', secret)
    await binh.send('GET', '/api/events?camera=gate')
    await binh.send('GET', '/api/events?camera=gate')
    await binh.send('GET', '/api/people')
    await binh.send('DELETE', '/api/session')
    const { token } = (await chief.send<NewKey>('POST', '/api/keys', { label: 'x', scopes: ['events:read'] })).body
    await openProgram(collector.httpUrl, token).send('GET', '/api/agents')
    await openProgram(collector.httpUrl, 'wp_nothing').send('GET', '/api/agents')

    const noted = (await entries()).reverse()
    const told = noted.map(({ actor, action, request, status }) => [actor, action, request, status].join(' '))
    const key = (await entries('&action=keys:manage'))[0]?.details?.id ?? ''
    expect(told).toEqual([
      'person:chief session:begin POST /api/setup 200',
      'person:chief people:manage PUT /api/people/binh 201',
      'person:binh session:refused POST /api/session 401',
      'person:binh session:begin POST /api/session 200',
      'person:binh events:read GET /api/events?camera=gate 200',
      'person:binh people:manage GET /api/people 403',
      'person:binh session:end DELETE /api/session 204',
      'person:chief keys:manage POST /api/keys 201',
      `key:${key} agents:read GET /api/agents 403`,
      'nobody key:refused GET /api/agents 401',
    ])
    const all = JSON.stringify(noted)
    for (const hidden of [secret, 'a wrong guess', goodPassword, token, collector.setupCode ?? ''])
      expect(all).not.toContain(hidden)
    expect(noted[1]?.details).toMatchObject({ facts: '{"grants":[{"role":"viewer"}]}', password: 'changed' })
  })

  it('says who looked at which picture, asked for which clip, and took away what, also when there was nothing', async () => {
    const { token } = (await chief.send<NewKey>('POST', '/api/keys', { label: 'x', scopes: ['media:write'] })).body
    const picture = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(400, 7)])
    const address = sha256(picture)
    const put = {
      method: 'PUT',
      body: picture,
      headers: { 'content-type': 'image/jpeg', authorization: `Bearer ${token}` },
    }
    expect((await fetch(`${collector.httpUrl}/api/media/${address}`, put)).status).toBe(201)
    const since = (await entries())[0]?.n ?? 0
    await chief.send('GET', `/api/media/${address}?event=x`)
    await chief.send('GET', `/api/media/${'0'.repeat(64)}`)
    await chief.send('POST', '/api/events/x/clip')
    await chief.send('GET', '/api/events?branch=nowhere&class=Human')
    await chief.send('GET', '/api/events/export?format=csv')
    await chief.send('GET', '/api/incidents?text=xe')
    await chief.send('GET', '/api/audit/export')
    const told = (await entries()).filter(({ n, request }) => n > since && !request?.includes('/api/audit?'))
    expect(told.reverse().map(({ action, request, status }) => `${action} ${request} ${status}`)).toEqual([
      `media:read GET /api/media/${address}?event=x 200`,
      `media:read GET /api/media/${'0'.repeat(64)} 404`,
      'media:read POST /api/events/x/clip 404',
      'events:read GET /api/events?branch=nowhere&class=Human 400',
      'events:read GET /api/events/export?format=csv 200',
      'incidents:read GET /api/incidents?text=xe 200',
      'audit:read GET /api/audit/export 200',
    ])
    const looked = (await chief.send('GET', '/api/audit/export?action=media:read')).text.trim().split('\n')
    expect(looked).toHaveLength(3)
  })

  it('is filtered, paged without a gap and exported whole', async () => {
    const known = await entries('&actor=person:binh')
    expect(known.length).toBeGreaterThan(4)
    const paged: AuditEntry[] = []
    let cursor = ''
    do {
      const page = (await chief.send<AuditPage>('GET', `/api/audit?actor=person:binh&limit=2${cursor}`)).body
      paged.push(...page.entries)
      cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`
    } while (cursor !== '')
    expect(paged).toEqual(known)
    const first = known.at(-1)?.at ?? 0
    expect(await entries(`&to=${first}&actor=person:binh`)).toEqual([])
    expect(await entries("&actor=binh' OR '1'='1")).toEqual([])
    for (const query of ['cursor=0', 'cursor=1;drop', 'limit=0', 'colour=red'])
      expect((await chief.send('GET', `/api/audit?${query}`)).status, query).toBe(400)
    const { text, headers } = await chief.send('GET', '/api/audit/export?actor=person:binh')
    expect(headers.get('content-disposition')).toContain('audit.jsonl')
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as AuditEntry).n),
    ).toEqual(known.map(({ n }) => n))
  })

  it('names the entry that somebody changed, took out, moved or cut off', async () => {
    const count = (await entries()).length
    expect(count).toBeGreaterThan(8)
    const whole = context(collector.dataFolder)
    expect(verifyAudit(whole)).toBe(true)
    expect(whole.lines[0]).toMatch(/entries, none changed, removed or moved/)
    expect(listAudit({ action: 'session:refused' }, whole)).toBe(true)
    expect(whole.lines.join('\n')).toMatch(/person:binh .* session:refused/)
    expect(listAudit({ from: 'yesterday' }, whole)).toBe(false)

    const free = 'DROP TRIGGER entry_is_not_changed; DROP TRIGGER entry_is_not_deleted;'
    const swap =
      'UPDATE entry SET content = (SELECT content FROM entry AS other WHERE other.n = 9 - entry.n), hash = (SELECT hash FROM entry AS other WHERE other.n = 9 - entry.n) WHERE n IN (4, 5)'
    const tampered: [sql: string, complaint: RegExp][] = [
      [`UPDATE entry SET content = replace(content, 'person:binh', 'person:minh') WHERE n = 5`, /^entry 5 was changed/],
      ["UPDATE entry SET actor = 'person:minh' WHERE n = 5", /^entry 5 was changed/],
      ['UPDATE entry SET at = at + 1 WHERE n = 3', /^entry 3 was changed/],
      ['DELETE FROM entry WHERE n = 4', /^entry 4 is missing/],
      [swap, /^entry 4 is not in its place/],
      ['DELETE FROM entry WHERE n > 6', /^entry 7 and what came after it were cut off/],
      ['DELETE FROM entry', /^entry 1 and what came after it were cut off/],
    ]
    for (const [sql, complaint] of tampered) {
      const folder = temporaryFolder()
      for (const name of ['audit.db', 'audit.db-wal', 'registry.db', 'registry.db-wal'])
        cpSync(join(collector.dataFolder, name), join(folder, name))
      const db = new SqliteDatabase(join(folder, 'audit.db'))
      expect(() => db.exec(sql), sql).toThrow(/entries are not/)
      db.exec(free + sql)
      db.close()
      const heard = context(folder)
      expect(verifyAudit(heard), sql).toBe(false)
      expect(heard.complaints[0], sql).toMatch(complaint)
    }
  })
})
