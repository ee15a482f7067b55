/** Logging in at a real OpenID provider, which runs here. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditPage, SessionState } from '../../../wire/access.ts'
import { freePort } from '../../e2e/stack.ts'
import { startCollector } from '../running.ts'
import { type Browser, openBrowser, setUp } from './browser.ts'

const groups: Readonly<Record<string, string[]>> = { lan: ['control-room', 'others'], minh: ['kitchen'] }

let server: Server
let issuer: string
let publicUrl: string

beforeAll(async () => {
  publicUrl = `http://127.0.0.1:${await freePort()}`
  server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'watchpost',
        client_secret: 'a secret of this test',
        redirect_uris: [`${publicUrl}/api/sign-on/callback`],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'] },
    cookies: { keys: ['of this test'] },
    findAccount: (_, sub) => ({
      accountId: sub,
      claims: () => ({ sub, name: `Chị ${sub}`, preferred_username: sub, groups: groups[sub] ?? [] }),
    }),
  })
  server.on('request', provider.callback() as never)
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const start = () =>
  startCollector(undefined, {
    http: { port: Number(new URL(publicUrl).port) },
    access: {
      publicUrl,
      singleSignOn: {
        issuer,
        clientId: 'watchpost',
        clientSecret: 'a secret of this test',
        label: 'Cổng của tỉnh',
        grants: [{ group: 'control-room', role: 'operator', branch: 'ward-7' }],
      },
    },
  })

/** Follows redirects with a jar for each host, and fills in the provider's own forms. @returns where it comes back to */
async function logInElsewhere(
  browser: Browser,
  account: string,
  isStolen = false,
): Promise<{ end: string; callback: string }> {
  const begun = await browser.send('GET', '/api/sign-on')
  const ticket = begun.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  const jar = new Map<string, string>()
  let url = begun.headers.get('location') ?? ''
  let body: URLSearchParams | undefined
  for (let step = 0; step < 12; step++) {
    if (url.startsWith(publicUrl)) {
      const cookie = [isStolen ? undefined : ticket, browser.cookie].filter(Boolean).join('; ')
      const { headers } = await browser.send('GET', url.slice(publicUrl.length), undefined, { cookie })
      return { end: headers.get('location') ?? '', callback: url }
    }
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body !== undefined && { body }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';', 1)[0]?.split('=') ?? []
      jar.set(name, value)
    }
    const next = response.headers.get('location')
    const page = await response.text()
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
    body = next === null ? new URLSearchParams({ prompt: prompt ?? '', login: account, password: 'any' }) : undefined
    url = new URL(next ?? /action="([^"]+)"/.exec(page)?.[1] ?? '', url).href
  }
  throw new Error(`the provider led nowhere: ${url}`)
}

describe('single sign-on', () => {
  it('makes roles of the groups of a provider, and turns away whoever is in none', { timeout: 120_000 }, async () => {
    await start()
    const browser = openBrowser(publicUrl)
    const label = (await browser.send<SessionState>('GET', '/api/session')).body.singleSignOn
    expect(label).toBe('Cổng của tỉnh')

    expect((await logInElsewhere(browser, 'lan')).end).toBe('/')
    const { person } = (await browser.send<SessionState>('GET', '/api/session')).body
    expect(person).toMatchObject({ name: 'lan', displayName: 'Chị lan', hasPassword: false })
    expect((await browser.send('GET', '/api/events')).status).toBe(200)
    expect((await browser.send('GET', '/api/people')).status).toBe(403)
    // There is no password here that could be guessed.
    expect((await openBrowser(publicUrl).logIn('lan', 'any')).status).toBe(401)

    const other = openBrowser(publicUrl)
    expect((await logInElsewhere(other, 'minh')).end).toBe('/?sign-on=no-group')
    expect(other.cookie).toBeUndefined()

    // Somebody else's way back, in a browser that never went out; and the same way twice.
    const stolen = openBrowser(publicUrl)
    const { end, callback } = await logInElsewhere(stolen, 'lan', true)
    expect(end).toBe('/?sign-on=failed')
    const again = await stolen.send('GET', callback.slice(publicUrl.length))
    expect(again.headers.get('location')).toBe('/?sign-on=failed')
    expect(stolen.cookie).toBeUndefined()
  })

  it('takes over nobody who is here already, and is noted without its secrets', { timeout: 120_000 }, async () => {
    const collector = await start()
    const chief = await setUp(collector)
    await chief.send('PUT', '/api/people/lan', { grants: [], password: 'chợ sớm bên bờ hồ' })
    const browser = openBrowser(publicUrl)
    const { end, callback } = await logInElsewhere(browser, 'lan')
    expect(end).toBe('/?sign-on=failed')
    const { entries } = (await chief.send<AuditPage>('GET', '/api/audit?action=session:refused')).body
    expect(entries[0]).toMatchObject({ request: 'GET /api/sign-on/callback', details: { refused: 'failed' } })
    const code = new URL(callback).searchParams.get('code') ?? ''
    expect(code).not.toBe('')
    expect(JSON.stringify(entries)).not.toContain(code)
  })
})
