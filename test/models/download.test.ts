import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DownloadOptions, download } from '../../models/download.ts'
import { type FileServer, openFileServer, serveFile } from './server.ts'

const content = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251)
const sha256 = createHash('sha256').update(content).digest('hex')
const half = 150_000

let folder: string
let file: string
let server: FileServer | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watchpost-download-'))
  file = join(folder, 'weights.onnx')
})

afterEach(async () => {
  await server?.close()
  server = undefined
  rmSync(folder, { recursive: true })
})

async function fetchFrom(
  answer: (response: ServerResponse, turn: number, request: IncomingMessage) => void,
  options: Partial<DownloadOptions> = {},
): Promise<void> {
  server = await openFileServer(answer)
  await fetchUrl(server.url, options)
}

function fetchUrl(url: string, options: Partial<DownloadOptions> = {}): Promise<void> {
  return download({
    url,
    file,
    bytes: content.length,
    sha256,
    stallMs: 10_000,
    attempts: 3,
    backoff: { minMs: 1, maxMs: 2, jitter: 0 },
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...options,
  })
}

/** Sends the first half of what is left of a file that it calls whole, then what `then` does. */
function sendHalf(response: ServerResponse, then: () => void): void {
  response.setHeader('content-length', content.length)
  response.write(content.subarray(0, half), then)
}

function expectWhole(): void {
  expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(sha256)
  expect(existsSync(`${file}.part`)).toBe(false)
}

describe('a download', () => {
  it('puts the file in place when it is whole, and tells how far it is', async () => {
    const seen: number[] = []
    await fetchFrom((response) => serveFile(response, content, undefined), { onProgress: (at) => seen.push(at) })
    expectWhole()
    expect(seen[0]).toBe(0)
    expect(seen.at(-1)).toBe(content.length)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
  })

  it('goes on where the connection broke', async () => {
    await fetchFrom((response, turn, request) => {
      if (turn === 1) sendHalf(response, () => setTimeout(() => response.destroy(), 50))
      else serveFile(response, content, request.headers.range)
    })
    expectWhole()
    expect(server?.ranges[0]).toBeUndefined()
    expect(server?.ranges[1]).toMatch(/^bytes=\d+-$/)
  })

  it('goes on where an earlier run was left', async () => {
    writeFileSync(`${file}.part`, content.subarray(0, half))
    await fetchFrom((response, _, request) => serveFile(response, content, request.headers.range))
    expectWhole()
    expect(server?.ranges).toEqual([`bytes=${half}-`])
  })

  it('only checks a part that is whole already', async () => {
    writeFileSync(`${file}.part`, content)
    await fetchFrom((response) => response.destroy())
    expectWhole()
    expect(server?.ranges).toEqual([])
  })

  it('starts anew where the server ignores ranges', async () => {
    writeFileSync(`${file}.part`, content.subarray(0, half))
    await fetchFrom((response) => serveFile(response, content, undefined))
    expectWhole()
  })

  it('starts anew, once, when the part that was here belongs to something else', async () => {
    writeFileSync(`${file}.part`, new Uint8Array(half).fill(9))
    await fetchFrom((response, _, request) => serveFile(response, content, request.headers.range))
    expectWhole()
    expect(server?.ranges).toEqual([`bytes=${half}-`, undefined])
  })

  it('starts anew when the part that was here is too long', async () => {
    writeFileSync(`${file}.part`, new Uint8Array(content.length + 1))
    await fetchFrom((response, _, request) => serveFile(response, content, request.headers.range))
    expectWhole()
  })

  it('asks again when the server has a bad moment', async () => {
    await fetchFrom((response, turn, request) => {
      if (turn < 3) response.writeHead(turn === 1 ? 500 : 429).end('later')
      else serveFile(response, content, request.headers.range)
    })
    expectWhole()
  })

  it('does not count failures against a server that gets further each time', async () => {
    const step = 50_000
    await fetchFrom(
      (response, _, request) => {
        const start = Number(/\d+/.exec(request.headers.range ?? '0')?.[0])
        response.writeHead(start > 0 ? 206 : 200, {
          'content-length': content.length - start,
          ...(start > 0 ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : {}),
        })
        if (start + step >= content.length) response.end(content.subarray(start))
        else response.write(content.subarray(start, start + step), () => setTimeout(() => response.destroy(), 50))
      },
      { attempts: 2 },
    )
    expectWhole()
  })
})

describe('a download that cannot be', () => {
  it.each([404, 403, 410])('is given up at once at HTTP %i', async (status) => {
    const failed = fetchFrom((response) => response.writeHead(status).end('no'))
    await expect(failed).rejects.toMatchObject({ name: 'DownloadError', code: 'http', detail: String(status) })
    expect(server?.ranges).toHaveLength(1)
  })

  it('is given up after as many bad moments as allowed', async () => {
    await expect(fetchFrom((response) => response.writeHead(503).end())).rejects.toMatchObject({
      code: 'http',
      detail: '503',
    })
    expect(server?.ranges).toHaveLength(3)
  })

  it('is given up when the server falls silent, and keeps what came', async () => {
    const failed = fetchFrom((response) => sendHalf(response, () => undefined), { stallMs: 300, attempts: 2 })
    await expect(failed).rejects.toMatchObject({ code: 'stalled' })
    expect(existsSync(file)).toBe(false)
    expect(readFileSync(`${file}.part`)).toEqual(Buffer.from(content.subarray(0, half)))
  })

  it('is given up when nothing ever answers', async () => {
    const silent = createServer()
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    const failed = fetchUrl(`http://127.0.0.1:${port}/x`, { stallMs: 200, attempts: 1 })
    await expect(failed).rejects.toMatchObject({ code: 'no-network', detail: 'no answer' })
    silent.close()
  })

  it('is given up when there is nobody to ask', async () => {
    server = await openFileServer((response) => response.end())
    const { url } = server
    await server.close()
    await expect(fetchUrl(url)).rejects.toMatchObject({ code: 'no-network', detail: 'ECONNREFUSED' })
  })

  it('is given up when the server that ignores ranges always breaks off at the same place', async () => {
    const failed = fetchFrom((response) => sendHalf(response, () => setTimeout(() => response.destroy(), 50)))
    await expect(failed).rejects.toMatchObject({ code: 'cut-off' })
    expect(server?.ranges.length).toBeLessThanOrEqual(5)
  })

  it.each([
    [
      'other bytes of the same length',
      (response: ServerResponse) => response.end(new Uint8Array(content.length)),
      /^sha256 /,
    ],
    [
      'a login page',
      (response: ServerResponse) => response.setHeader('content-length', 11).end('please pay!'),
      /^11 bytes instead of 300000$/,
    ],
    [
      'more, without saying so',
      (response: ServerResponse) => {
        response.write(content)
        response.end('and more')
      },
      /^more than 300000 bytes$/,
    ],
    [
      'another part than asked for',
      (response: ServerResponse) => response.writeHead(206, { 'content-range': 'bytes 7-9/10' }).end('abc'),
      /^part bytes 7-9\/10/,
    ],
    ['nothing beyond the part', (response: ServerResponse) => response.writeHead(416).end(), /^fewer than/],
  ])('is refused when the server gives %s', async (_, answer, detail) => {
    await expect(fetchFrom(answer)).rejects.toMatchObject({
      code: 'wrong-content',
      detail: expect.stringMatching(detail) as string,
    })
    expect(existsSync(file)).toBe(false)
    expect(server?.ranges).toHaveLength(1)
  })

  it('says that the disk is to blame where it is', async () => {
    mkdirSync(`${file}.part`)
    await expect(fetchFrom((response) => serveFile(response, content, undefined))).rejects.toMatchObject({
      code: 'disk',
    })
  })

  it('ends at once when it is aborted', async () => {
    const controller = new AbortController()
    const failed = fetchFrom((response) => sendHalf(response, () => controller.abort()), { signal: controller.signal })
    await expect(failed).rejects.toMatchObject({ name: 'AbortError' })
  })
})
