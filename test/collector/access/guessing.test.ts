/** Trying again and again, and asking more than anybody needs, over real HTTP. */
import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { startCollector } from '../running.ts'
import { goodPassword, openBrowser, setUp } from './browser.ts'

describe('guessing', () => {
  it('locks a person out, told apart by nothing from a name that nobody has, also after a restart', {
    timeout: 120_000,
  }, async () => {
    const first = await startCollector(undefined, { access: {} })
    await setUp(first)
    const guess = async (url: string, name: string) => {
      const { status, headers, text } = await openBrowser(url).logIn(name, 'not the password')
      return { status, text: text.replace(/\d+ s/, ''), wait: Number(headers.get('retry-after')) }
    }
    const known = []
    const unknown = []
    for (let count = 0; count < 6; count++) {
      known.push(await guess(first.httpUrl, 'chief'))
      unknown.push(await guess(first.httpUrl, 'nobody'))
    }
    expect(known.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429])
    expect(unknown.map(({ status, text }) => [status, text])).toEqual(known.map(({ status, text }) => [status, text]))
    expect(known[5]?.wait).toBeGreaterThan(0)
    expect(known[5]?.wait).toBeLessThanOrEqual(30)
    await first.close()
    const { httpUrl } = await startCollector(first.dataFolder, { access: {} })
    expect((await openBrowser(httpUrl).logIn('chief', goodPassword)).status).toBe(429)
  })
})

describe('a code for a box', () => {
  it('cannot be guessed at any speed: an address has twenty attempts a minute', async () => {
    const { httpUrl } = await startCollector(undefined, { access: {} })
    const guess = { site: 'site-1', agent: 'gate-1', secretHash: '0'.repeat(64) }
    const statuses = []
    for (let count = 0; count < 22; count++) {
      const code = `AAAAA-AAAAA-${String(count).padStart(5, '0')}`
      statuses.push((await openBrowser(httpUrl).send('POST', '/api/enrol', { ...guess, code })).status)
    }
    expect([...new Set(statuses.slice(0, 20)), ...statuses.slice(20)]).toEqual([403, 429, 429])
  })
})

describe('requests', () => {
  it('beyond what one address may send are turned away by name', async () => {
    const { httpUrl } = await startCollector(undefined, { http: { port: 0, requestsPerMinute: 10 } })
    const statuses = []
    for (let count = 0; count < 12; count++) statuses.push((await fetch(`${httpUrl}/api/events`)).status)
    expect(statuses.slice(-2)).toEqual([429, 429])
    const response = await fetch(`${httpUrl}/api/events`)
    expect(await response.text()).toContain('urn:watchpost:error:too-many-requests')
  })

  it('to an open collector that name another machine are turned away', async () => {
    const { httpUrl } = await startCollector()
    const status = await new Promise((resolve) => {
      request(`${httpUrl}/api/events`, { headers: { host: 'rebound.example' } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      }).end()
    })
    expect(status).toBe(403)
  })
})
