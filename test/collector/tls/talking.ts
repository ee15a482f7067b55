/** A collector that encrypts, and those who speak to it. */
import { mkdirSync, readFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { enrol } from '../../../agent/enrolment/enrol.ts'
import { enrolmentWords } from '../../../agent/enrolment/words.ts'
import { goodPassword } from '../access/browser.ts'

export type Certified = { readonly dataFolder: string; readonly httpUrl: string; readonly setupCode?: string }

/** PEM of the collector's own authority, as `ca.pem` lies in its folder. */
export const authorityOf = ({ dataFolder }: { dataFolder: string }): string =>
  readFileSync(join(dataFolder, 'tls', 'ca.pem'), 'utf8')

export type Answer = { readonly status: number; readonly cookie: string | undefined; readonly body: string }

/** One request that trusts this authority alone. */
export function send(ca: string, url: string, method = 'GET', body?: object, cookie?: string): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    'sec-fetch-site': 'same-origin',
    ...(cookie !== undefined && { cookie }),
  }
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, ca, headers, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      response.on('end', () => {
        const [set] = response.headers['set-cookie'] ?? []
        resolve({ status: response.statusCode ?? 0, cookie: set, body: text })
      })
    })
    sent.on('error', reject)
    sent.end(body && JSON.stringify(body))
  })
}

/** @returns the cookie of the first administrator, as it was set */
export async function setUpOver(collector: Certified): Promise<string> {
  const setup = { code: collector.setupCode, name: 'chief', password: goodPassword }
  const {
    status,
    cookie = '',
    body,
  } = await send(authorityOf(collector), `${collector.httpUrl}/api/setup`, 'POST', setup)
  if (status !== 200) throw new Error(`setup answered ${status}: ${body}`)
  return cookie
}

/** The code for a box, as the control room gives it out. */
export async function inviteOver(collector: Certified, cookie: string, agent: string): Promise<string> {
  const names = { site: 'site-1', agent }
  const { body } = await send(authorityOf(collector), `${collector.httpUrl}/api/enrolments`, 'POST', names, cookie)
  return (JSON.parse(body) as { code: string }).code
}

export function enrolBox(code: string, collectorUrl: string, dataFolder: string, agent: string): Promise<void> {
  mkdirSync(dataFolder, { recursive: true })
  return enrol(code, { identity: { site: 'site-1', agent }, dataFolder, collectorUrl }, enrolmentWords.en)
}

/** Resolves with a connection that has checked who answers. */
export function open(url: string, ca: string): Promise<TLSSocket> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), ca }, () => resolve(socket))
    socket.on('error', reject)
  })
}
