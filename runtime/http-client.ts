import { Agent as HttpAgent, type IncomingHttpHeaders, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'

export type HttpRequest = {
  readonly method: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly signal: AbortSignal
}

export type HttpAnswer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The beginning of it. */
  readonly text: string
}

/** @throws Error with the code of what failed, also when the signal aborts */
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
  return (url, { method, headers = {}, body, signal }) =>
    new Promise((resolve, reject) => {
      const isSecure = url.startsWith('https:')
      const length = body === undefined ? {} : { 'content-length': String(body.byteLength) }
      const options = { method, signal, agent: isSecure ? secure : plain, headers: { ...headers, ...length } }
      const sent = (isSecure ? requestHttps : requestHttp)(url, options, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          if (text.length < maxTextBytes) text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
        response.on('error', reject)
      })
      sent.on('error', reject)
      sent.end(body)
    })
}
