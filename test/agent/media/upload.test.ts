import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { type Media, type MediaFolder, openMediaFolder } from '../../../agent/media/media-folder.ts'
import { uploadMedia } from '../../../agent/media/upload.ts'
import { createLog } from '../../../runtime/log.ts'
import { fakePicture } from './pictures.ts'

const root = mkdtempSync(join(tmpdir(), 'watchpost-upload-'))
const closers: (() => Promise<void> | void)[] = []
let folders = 0
const patience = { timeout: 15_000, interval: 20 }

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})
afterAll(() => rmSync(root, { recursive: true }))

type Request = { readonly method: string; readonly url: string; readonly type: string; readonly body: string }

/** Answers with the given statuses in turn, then with 204. */
async function openServer(statuses: number[], port = 0) {
  const requests: Request[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      requests.push({ method, url, type: headers['content-type'] ?? '', body: Buffer.concat(chunks).toString() })
      response.statusCode = statuses.shift() ?? 204
      response.end(response.statusCode >= 400 ? 'not a picture' : '')
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { requests, port: (server.address() as AddressInfo).port }
}

async function folderWith(...names: string[]): Promise<MediaFolder> {
  const folder = openMediaFolder(join(root, String(folders++)), 10_000)
  for (const name of names) await folder.add(fakePicture(name))
  return folder
}

function start(folder: MediaFolder, collectorUrl: string, mayUpload = () => true, maxBytesPerS = 1e9) {
  const lines: string[] = []
  const stopping = new AbortController()
  const log = createLog('agent', 'info', { write: (line) => void lines.push(line) })
  const uploading = uploadMedia({ folder, collectorUrl, maxBytesPerS, mayUpload, log, signal: stopping.signal })
  const stop = async () => {
    stopping.abort()
    await uploading
  }
  closers.push(stop)
  return { lines, stop }
}

const emptied = (folder: MediaFolder) => vi.waitFor(() => expect(folder.status().pending).toBe(0), patience)

describe('uploadMedia', () => {
  it('puts pictures at their content address, oldest first, and removes them', async () => {
    const { requests, port } = await openServer([])
    const folder = await folderWith('first', 'second')
    const { lines } = start(folder, `http://127.0.0.1:${port}`)
    await emptied(folder)
    const [first, second] = [fakePicture('first'), fakePicture('second')]
    expect(requests).toEqual([
      { method: 'PUT', url: `/api/media/${first.sha256}`, type: 'image/jpeg', body: first.jpeg.toString() },
      { method: 'PUT', url: `/api/media/${second.sha256}`, type: 'image/jpeg', body: second.jpeg.toString() },
    ])
    expect(lines).toEqual([])
  })

  it('keeps the path of a collector behind a proxy', async () => {
    const { requests, port } = await openServer([])
    const folder = await folderWith('a')
    start(folder, `http://127.0.0.1:${port}/watchpost/`)
    await emptied(folder)
    expect(requests[0]?.url).toBe(`/watchpost/api/media/${fakePicture('a').sha256}`)
  })

  it('puts thumbnails before the pictures they are of', async () => {
    const { requests, port } = await openServer([])
    const folder = await folderWith('a', 'b')
    const thumbnail = fakePicture('small', 10, 'thumbnail')
    await folder.add(thumbnail)
    start(folder, `http://127.0.0.1:${port}`)
    await emptied(folder)
    expect(requests.map(({ url }) => url)).toEqual(
      [thumbnail, fakePicture('a'), fakePicture('b')].map(({ sha256 }) => `/api/media/${sha256}`),
    )
  })

  it('keeps to its rate', async () => {
    const { requests, port } = await openServer([])
    const folder = await folderWith('a', 'b', 'c')
    const startedAt = performance.now()
    start(folder, `http://127.0.0.1:${port}`, () => true, 500)
    await emptied(folder)
    expect(requests).toHaveLength(3)
    // Two of 100 bytes are paid for before the third is begun.
    expect(performance.now() - startedAt).toBeGreaterThan(390)
  })

  it('tries again after an error of the server', async () => {
    const { requests, port } = await openServer([500, 503])
    const folder = await folderWith('a')
    const { lines } = start(folder, `http://127.0.0.1:${port}`)
    await emptied(folder)
    expect(requests.length).toBe(3)
    expect(lines.filter((line) => line.includes('pictures are not uploaded yet')).length).toBe(2)
  })

  it('drops a picture that is refused for good, says so, and goes on', async () => {
    const { requests, port } = await openServer([422])
    const folder = await folderWith('bad', 'good')
    const { lines } = start(folder, `http://127.0.0.1:${port}`)
    await emptied(folder)
    expect(requests.length).toBe(2)
    expect(JSON.parse(lines.join(''))).toMatchObject({
      level: 'error',
      sha256: fakePicture('bad').sha256,
      status: 422,
      detail: 'not a picture',
    })
  })

  it('waits for a server that is away', async () => {
    const gone = await openServer([])
    await closers.pop()?.()
    const folder = await folderWith('a')
    const { lines } = start(folder, `http://127.0.0.1:${gone.port}`)
    await vi.waitFor(() => expect(lines.length).toBeGreaterThan(0), patience)
    expect(lines[0]).toContain('media: uploading to http')
    expect(folder.status().pending).toBe(1)
    await openServer([], gone.port)
    await emptied(folder)
  })

  it('lets events go first', async () => {
    const { requests, port } = await openServer([])
    const folder = await folderWith('a')
    let asked = 0
    let may = false
    start(folder, `http://127.0.0.1:${port}`, () => {
      asked += 1
      return may
    })
    await vi.waitFor(() => expect(asked).toBeGreaterThan(2), patience)
    expect(requests).toEqual([])
    may = true
    await emptied(folder)
  })

  it('passes over a picture whose file is gone', async () => {
    const { requests, port } = await openServer([])
    const folder = await folderWith('gone', 'there')
    const read = folder.read
    const holed = {
      ...folder,
      read: (media: Media) => (media.sha256 === fakePicture('gone').sha256 ? Promise.resolve(undefined) : read(media)),
    }
    start(holed, `http://127.0.0.1:${port}`)
    await emptied(folder)
    expect(requests.map(({ url }) => url)).toEqual([`/api/media/${fakePicture('there').sha256}`])
  })

  it('stops in the middle of an upload, and keeps the picture', async () => {
    const server = createServer(() => undefined)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    closers.push(() => {
      server.closeAllConnections()
      server.close()
    })
    const folder = await folderWith('a')
    const { stop } = start(folder, `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    await once(server, 'request')
    await stop()
    expect(folder.status().pending).toBe(1)
  })
})
