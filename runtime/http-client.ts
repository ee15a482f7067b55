import { Agent as HttpAgent, type IncomingHttpHeaders, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'

export type HttpRequest = {
  readonly method: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** How long the whole of it may take. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

export type HttpAnswer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The beginning of it. */
  readonly text: string
}

/** @throws Error with the code of what failed, also when the signal aborts; ETIMEDOUT */
export type HttpClient = (url: string, request: HttpRequest) => Promise<HttpAnswer>

/** Answers of ours are short; whatever else answers is not read on. */
const maxTextBytes = 16 * 1024

/**
 * Small requests to one server, over connections that are kept. Node's own `fetch` trusts nobody but the authorities that
 * came with it.
 * @param ca authorities that a server may be certified by, PEM; else those that came with Node
 */
export function createHttpClient(ca?: string): HttpClient {
  const kept = { keepAlive: true, maxSockets: 4 }
  const plain = new HttpAgent(kept)
  const secure = new HttpsAgent({ ...kept, ...(ca !== undefined && { ca }) })
  return (url, { method, headers = {}, body, timeoutMs, signal }) =>
    new Promise((resolve, reject) => {
      const isSecure = url.startsWith('https:')
      const length = body === undefined ? {} : { 'content-length': String(body.byteLength) }
      const options = {
        method,
        agent: isSecure ? secure : plain,
        headers: { ...headers, ...length },
        ...(signal && { signal }),
      }
      const sent = (isSecure ? requestHttps : requestHttp)(url, options, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          if (text.length < maxTextBytes) text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
        response.on('error', reject)
      })
      const giveUp = setTimeout(() => sent.destroy(timedOut(timeoutMs)), timeoutMs)
      sent.on('close', () => clearTimeout(giveUp))
      sent.on('error', reject)
      sent.end(body)
    })
}

function timedOut(timeoutMs: number): Error {
  return Object.assign(new Error(`no answer in ${timeoutMs} ms`), { code: 'ETIMEDOUT' })
}
