import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createHttpClient } from '../../runtime/http-client.ts'

let server: Server
let url = ''

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/silent') return
    response.setHeader('x-length', request.headers['content-length'] ?? '')
    response.statusCode = 201
    request.pipe(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

it('sends a body and gives the answer', async () => {
  const http = createHttpClient()
  const answer = await http(`${url}/echo`, { method: 'PUT', body: Buffer.from('xin chào'), timeoutMs: 10_000 })
  expect(answer).toMatchObject({ status: 201, text: 'xin chào' })
  expect(answer.headers['x-length']).toBe('9')
})

it('does not wait for ever for an answer', async () => {
  const asked = createHttpClient()(`${url}/silent`, { method: 'GET', timeoutMs: 50 })
  await expect(asked).rejects.toMatchObject({ code: 'ETIMEDOUT' })
})

it('stops when the signal aborts', async () => {
  const stopping = new AbortController()
  const asked = createHttpClient()(`${url}/silent`, { method: 'GET', timeoutMs: 10_000, signal: stopping.signal })
  stopping.abort()
  await expect(asked).rejects.toMatchObject({ code: 'ABORT_ERR' })
})
