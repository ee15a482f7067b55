import { randomBytes } from 'node:crypto'
import { existsSync, utimesSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { byteRange } from '../../../collector/api/byte-range.ts'
import type { Problem } from '../../../wire/rest.ts'
import { sha256, startCollector, temporaryFolder } from '../running.ts'

const clip = Buffer.concat([Buffer.from([0, 0, 0, 32]), Buffer.from('ftypisom'), randomBytes(50_000)])
const address = sha256(clip)

async function start(dataFolder = temporaryFolder(), media: object = {}) {
  const collector = await startCollector(dataFolder, { media })
  const url = `${collector.httpUrl}/api/media/`
  const patch = (offset: number, body: Uint8Array, isLast: boolean, name = address) =>
    fetch(url + name, {
      method: 'PATCH',
      body: Buffer.from(body),
      headers: {
        'content-type': 'application/partial-upload',
        'upload-offset': String(offset),
        'upload-complete': isLast ? '?1' : '?0',
      },
    })
  const head = async (): Promise<[number, string | null, string | null]> => {
    const { status, headers } = await fetch(url + address, { method: 'HEAD' })
    return [status, headers.get('upload-offset'), headers.get('upload-complete')]
  }
  const partial = (name = address) => join(dataFolder, 'media', 'partial', name)
  return { ...collector, url: url + address, patch, head, partial }
}

const code = async (response: Response): Promise<[number, string]> => {
  const { status, type } = (await response.json()) as Problem
  return [status, type.replace('urn:watchpost:error:', '')]
}

describe('a clip that comes in pieces', { timeout: 60_000 }, () => {
  it('is told of as far as it has come, and is there when its last piece is', async () => {
    const { patch, head, url } = await start()
    expect(await head()).toEqual([404, null, null])
    const first = await patch(0, clip.subarray(0, 20_000), false)
    expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '20000'])
    expect(await head()).toEqual([204, '20000', '?0'])
    expect((await fetch(url)).status).toBe(404)
    const begun = await fetch(`${url}?partial=true`)
    expect([begun.headers.get('content-type'), begun.headers.get('cache-control')]).toEqual(['video/mp4', 'no-store'])
    expect(Buffer.from(await begun.arrayBuffer()).equals(clip.subarray(0, 20_000))).toBe(true)
    expect((await patch(20_000, clip.subarray(20_000), true)).status).toBe(201)
    const whole = await fetch(url)
    expect(whole.headers.get('content-type')).toBe('video/mp4')
    expect(Buffer.from(await whole.arrayBuffer()).equals(clip)).toBe(true)
    expect((await patch(0, clip.subarray(0, 10), false)).status).toBe(201)
  })

  it('that does not go on where it was is refused with the place where it does', async () => {
    const { patch, head } = await start()
    await patch(0, clip.subarray(0, 1_000), false)
    const wrong = await patch(900, clip.subarray(900, 2_000), false)
    expect(wrong.headers.get('upload-offset')).toBe('1000')
    expect(await code(wrong)).toEqual([409, 'offset-mismatch'])
    expect(await head()).toEqual([204, '1000', '?0'])
  })

  it('with other bytes than its address, or no MP4, or too much of it is refused and not kept', async () => {
    const { patch, partial } = await start(temporaryFolder(), { maxClipBytes: 60_000 })
    expect(await code(await patch(0, Buffer.concat([clip, clip.subarray(0, 5)]), true))).toEqual([422, 'hash-mismatch'])
    expect(await code(await patch(0, Buffer.from('<html>not a film</html>'), true))).toEqual([422, 'not-mp4'])
    expect(await code(await patch(0, clip.subarray(0, 6), true))).toEqual([422, 'not-mp4'])
    expect(await code(await patch(0, Buffer.concat([clip, clip]), true))).toEqual([413, 'too-large'])
    expect(existsSync(partial())).toBe(false)
  })

  it('is kept as far as it came when the connection is cut, and when the collector starts anew', async () => {
    const folder = temporaryFolder()
    const first = await start(folder)
    const upload = request(first.url, {
      method: 'PATCH',
      headers: {
        'content-type': 'application/partial-upload',
        'upload-offset': 0,
        'upload-complete': '?1',
        'content-length': clip.length,
      },
    })
    upload.on('error', () => undefined)
    upload.write(clip.subarray(0, 30_000))
    await expect.poll(first.head).toEqual([204, '30000', '?0'])
    upload.destroy()
    await first.close()
    const second = await start(folder)
    expect(await second.head()).toEqual([204, '30000', '?0'])
    expect((await second.patch(30_000, clip.subarray(30_000), true)).status).toBe(201)
  })

  it('from two at once is kept once, whoever is first', async () => {
    const { patch, url } = await start()
    const answers = await Promise.all(Array.from({ length: 6 }, () => patch(0, clip, true).catch(() => undefined)))
    expect(answers.some((answer) => answer?.status === 201)).toBe(true)
    const whole = await fetch(url)
    expect(sha256(Buffer.from(await whole.arrayBuffer()))).toBe(address)
  })

  it('and rests for a week is deleted, and the one that rested longest where there are too many', async () => {
    const folder = temporaryFolder()
    const { patch, partial, close } = await start(folder, { maxPartialBytes: 5_000 })
    const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(64)) as [string, string, string]
    for (const name of [a, b]) await patch(0, clip.subarray(0, 3_000), false, name)
    const longAgo = Date.now() / 1_000 - 100
    utimesSync(partial(a), longAgo, longAgo)
    await patch(0, clip.subarray(0, 1_000), false, c)
    expect([a, b, c].map((name) => existsSync(partial(name)))).toEqual([false, true, true])
    utimesSync(partial(b), longAgo - 8 * 86_400, longAgo - 8 * 86_400)
    await close()
    await start(folder, { maxPartialBytes: 5_000 })
    expect([b, c].map((name) => existsSync(partial(name)))).toEqual([false, true])
  })
})

describe('a part of a clip', () => {
  it('is given to a browser that seeks', async () => {
    const { patch, url } = await start()
    await patch(0, clip, true)
    const part = await fetch(url, { headers: { range: 'bytes=100-199' } })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 100-199/${clip.length}`])
    expect(Buffer.from(await part.arrayBuffer()).equals(clip.subarray(100, 200))).toBe(true)
    const beyond = await fetch(url, { headers: { range: `bytes=${clip.length}-` } })
    expect(beyond.headers.get('content-range')).toBe(`bytes */${clip.length}`)
    expect(await code(beyond)).toEqual([416, 'range-not-satisfiable'])
    expect((await fetch(url, { headers: { range: 'bytes=0-9', 'if-range': '"another"' } })).status).toBe(200)
  })

  it.each([
    [undefined, undefined],
    ['bytes=0-9', { start: 0, end: 9 }],
    ['bytes=90-', { start: 90, end: 99 }],
    ['bytes=90-900', { start: 90, end: 99 }],
    ['bytes=-10', { start: 90, end: 99 }],
    ['bytes=-900', { start: 0, end: 99 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=9-0', undefined],
    ['bytes=0-1,5-6', undefined],
    ['pages=1-2', undefined],
  ])('%s of 100 bytes is %o', (header, expected) => {
    expect(byteRange(header, 100)).toEqual(expected)
  })
})
