import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openMedia } from '../../../collector/store/media.ts'
import type { Problem } from '../../../wire/rest.ts'
import { sha256, startCollector, temporaryFolder } from '../running.ts'

const picture = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(5_000, 7)])
const address = sha256(picture)

async function start(maxBytes = 10_000) {
  const { httpUrl, dataFolder } = await startCollector(undefined, { media: { maxBytes } })
  const url = (name: string) => `${httpUrl}/api/media/${name}`
  const put = (name: string, body: Uint8Array, type = 'image/jpeg') =>
    fetch(url(name), { method: 'PUT', body: Buffer.from(body), headers: { 'content-type': type } })
  return { url, put, incoming: () => readdirSync(join(dataFolder, 'media', 'incoming')), dataFolder }
}

async function problem(response: Response): Promise<[number, string, string | null]> {
  const { type, status } = (await response.json()) as Problem
  return [status, type, response.headers.get('content-type')]
}

describe('pictures', () => {
  it('are kept under the address of their bytes and given back as they came', async () => {
    const { url, put, incoming } = await start()
    expect((await put(address, picture)).status).toBe(201)
    const response = await fetch(url(address))
    expect(Buffer.from(await response.arrayBuffer()).equals(picture)).toBe(true)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(picture.length),
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      etag: `"${address}"`,
    })
    expect(incoming()).toEqual([])
  })

  it('are not written again when they are there, but count as new', async () => {
    const { put, dataFolder } = await start()
    await put(address, picture)
    const file = join(dataFolder, 'media', address.slice(0, 2), address)
    const before = statSync(file, { bigint: true })
    expect((await put(address, picture)).status).toBe(200)
    const after = statSync(file, { bigint: true })
    // What is written is written beside and renamed. A time anew keeps it for the event that is still to come.
    expect(after.ino).toBe(before.ino)
    expect(after.mtimeNs).toBeGreaterThan(before.mtimeNs)
  })

  it('are told of without being sent, or not sent again', async () => {
    const { url, put } = await start()
    expect((await fetch(url(address), { method: 'HEAD' })).status).toBe(404)
    await put(address, picture)
    const head = await fetch(url(address), { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(picture.length)])
    const again = await fetch(url(address), { headers: { 'if-none-match': `"${address}"` } })
    expect(again.status).toBe(304)
  })

  it.each([
    ['other bytes than their address', sha256(Buffer.from('x')), picture, 'image/jpeg', 422, 'hash-mismatch'],
    ['no JPEG', sha256(Buffer.from('<svg/>')), Buffer.from('<svg/>'), 'image/jpeg', 422, 'not-jpeg'],
    ['nothing', sha256(Buffer.alloc(0)), Buffer.alloc(0), 'image/jpeg', 422, 'not-jpeg'],
    ['too much', address, Buffer.concat([picture, picture]), 'image/jpeg', 413, 'too-large'],
    ['another type', address, picture, 'text/html', 415, 'unsupported-media-type'],
    ['no address', 'x', picture, 'image/jpeg', 400, 'invalid-request'],
  ])('that are %s are refused and not kept', async (_, name, body, type, status, code) => {
    const { url, put, incoming } = await start()
    expect(await problem(await put(name, body, type))).toEqual([
      status,
      `urn:watchpost:error:${code}`,
      'application/problem+json; charset=utf-8',
    ])
    expect((await fetch(url(name))).status).not.toBe(200)
    expect(incoming()).toEqual([])
  })

  it('of unknown length are cut off at the limit', async () => {
    const { url, incoming } = await start()
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const upload = request(url(address), { method: 'PUT', headers: { 'content-type': 'image/jpeg' } })
      upload.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject)
      upload.write(picture)
      upload.write(picture)
      upload.end(picture)
    })
    expect(status).toBe(413)
    expect(incoming()).toEqual([])
  })

  it('leave nothing behind when their upload is cut short', async () => {
    const { url, incoming } = await start()
    const upload = request(url(address), {
      method: 'PUT',
      headers: { 'content-type': 'image/jpeg', 'content-length': picture.length },
    })
    upload.on('error', () => undefined)
    upload.write(picture.subarray(0, 2_000))
    await expect.poll(incoming).toHaveLength(1)
    upload.destroy()
    await expect.poll(incoming).toEqual([])
    expect((await fetch(url(address))).status).toBe(404)
  })

  it('of which a crash left a part are cleaned up at the start', () => {
    const folder = temporaryFolder()
    openMedia(folder, { maxBytes: 1, maxClipBytes: 1, maxPartialBytes: 1 })
    writeFileSync(join(folder, 'incoming', 'left-over'), 'x')
    openMedia(folder, { maxBytes: 1, maxClipBytes: 1, maxPartialBytes: 1 })
    expect(readdirSync(join(folder, 'incoming'))).toEqual([])
  })
})
