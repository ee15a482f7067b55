import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { openMediaFolder } from '../../../agent/media/media-folder.ts'
import { fakePicture } from './pictures.ts'

const root = mkdtempSync(join(tmpdir(), 'watchpost-media-'))
let folder = ''
let folders = 0

beforeEach(() => {
  folder = join(root, String(folders++))
})
afterAll(() => rmSync(root, { recursive: true }))

describe('openMediaFolder', () => {
  it('makes the folder, and keeps pictures in it by content until they are removed', async () => {
    const media = openMediaFolder(folder, 1_000)
    const [one, two] = [fakePicture('one'), fakePicture('two', 50)]
    await media.add(one)
    await media.add(two)
    expect(readFileSync(join(folder, `${one.sha256}.jpg`))).toEqual(one.jpeg)
    expect(media.status()).toEqual({ pending: 2, bytes: 150, evicted: 0, evictedBytes: 0 })
    expect(media.next()).toEqual({ kind: 'snapshot', sha256: one.sha256, bytes: 100 })
    expect(await media.read({ ...two, bytes: 50 })).toEqual(two.jpeg)
    await media.remove(one.sha256)
    await media.remove(one.sha256)
    expect(media.next()?.sha256).toBe(two.sha256)
    expect(media.status()).toEqual({ pending: 1, bytes: 50, evicted: 0, evictedBytes: 0 })
    expect(await media.read({ ...one, bytes: 100 })).toBeUndefined()
    const three = fakePicture('three')
    await media.add(three)
    for (const sha256 of [three.sha256, 'unknown']) media.hurry(sha256)
    expect([media.next(), media.next(['clip', 'snapshot'])].map((next) => next?.sha256)).toEqual([
      three.sha256,
      three.sha256,
    ])
  })

  it('tells who waits that something is pending, until the signal aborts', async () => {
    const media = openMediaFolder(folder, 1_000)
    const { signal } = new AbortController()
    const waiting = media.whenPending(signal).then(() => media.next()?.sha256)
    const one = fakePicture('one')
    await media.add(one)
    expect(await waiting).toBe(one.sha256)
    await media.whenPending(signal)
    await media.remove(one.sha256)
    await media.whenPending(AbortSignal.abort())
  })

  it('reads the newest pictures from memory, and older ones from the disk', async () => {
    const media = openMediaFolder(folder, 1e9)
    const [older, newer] = [fakePicture('older', 700_000), fakePicture('newer', 700_000)]
    for (const picture of [older, newer]) await media.add(picture)
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), 'of the disk')
    expect((await media.read({ ...older, bytes: 700_000 }))?.toString()).toBe('of the disk')
    expect(await media.read({ ...newer, bytes: 700_000 })).toEqual(newer.jpeg)
  })

  it('finds what an earlier start left, oldest first, and clears away what a crash left half-written', async () => {
    const earlier = openMediaFolder(folder, 1_000)
    const snapshots = ['a', 'b', 'c'].map((name) => fakePicture(name))
    for (const snapshot of snapshots) await earlier.add(snapshot)
    const [a, b, c] = snapshots.map(({ sha256 }) => join(folder, `${sha256}.jpg`)) as [string, string, string]
    utimesSync(b, 1, 1)
    utimesSync(c, 2, 2)
    utimesSync(a, 3, 3)
    writeFileSync(join(folder, `${'0'.repeat(64)}.jpg.part`), 'half')
    const media = openMediaFolder(folder, 1_000)
    expect(media.status()).toEqual({ pending: 3, bytes: 300, evicted: 0, evictedBytes: 0 })
    expect(media.next()?.sha256).toBe(snapshots[1]?.sha256)
    expect(readdirSync(folder).length).toBe(3)
  })

  it('leaves alone what is not its own', () => {
    mkdirSync(join(folder, 'holiday'), { recursive: true })
    writeFileSync(join(folder, 'holiday', 'beach.jpg'), 'x')
    writeFileSync(join(folder, 'notes.txt'), 'x')
    writeFileSync(join(folder, 'cat.jpg'), 'x')
    const media = openMediaFolder(folder, 1)
    expect(media.status().pending).toBe(0)
    expect(readdirSync(folder).sort()).toEqual(['cat.jpg', 'holiday', 'notes.txt'])
    expect(existsSync(join(folder, 'holiday', 'beach.jpg'))).toBe(true)
  })

  it('evicts the oldest beyond the quota, and counts them', async () => {
    const media = openMediaFolder(folder, 250)
    const snapshots = ['a', 'b', 'c', 'd'].map((name) => fakePicture(name))
    for (const snapshot of snapshots) await media.add(snapshot)
    expect(media.status()).toEqual({ pending: 2, bytes: 200, evicted: 2, evictedBytes: 200 })
    expect(media.next()?.sha256).toBe(snapshots[2]?.sha256)
    expect(readdirSync(folder).length).toBe(2)
  })

  it('keeps the newest picture even when it alone is more than the quota', async () => {
    const media = openMediaFolder(folder, 10)
    await media.add(fakePicture('a'))
    await media.add(fakePicture('b'))
    expect(media.status()).toEqual({ pending: 1, bytes: 100, evicted: 1, evictedBytes: 100 })
  })

  it('writes a picture once when several events bring it at the same time', async () => {
    const media = openMediaFolder(folder, 1_000)
    await Promise.all(Array.from({ length: 8 }, () => media.add(fakePicture('same'))))
    await media.add(fakePicture('same'))
    expect(media.status()).toEqual({ pending: 1, bytes: 100, evicted: 0, evictedBytes: 0 })
    expect(readdirSync(folder).length).toBe(1)
  })

  it('gives thumbnails before snapshots and clips, also after a start, and knows them by their names', async () => {
    const earlier = openMediaFolder(folder, 1_000)
    const [old, late] = [fakePicture('old'), fakePicture('late', 10, 'thumbnail')]
    const cut = join(root, 'cut.mp4')
    writeFileSync(cut, 'a clip')
    const clip = { kind: 'clip', sha256: 'c'.repeat(64), bytes: 6 } as const
    await earlier.adopt(clip, cut)
    await earlier.add(old)
    await earlier.add(late)
    expect(readdirSync(folder).sort()).toEqual(
      [`${clip.sha256}.mp4`, `${old.sha256}.jpg`, `${late.sha256}.thumb.jpg`].sort(),
    )
    expect(existsSync(cut)).toBe(false)
    const media = openMediaFolder(folder, 1_000)
    const order: (string | undefined)[] = []
    for (let next = media.next(); next !== undefined; next = media.next()) {
      order.push(next.kind, (await media.read(next))?.toString().slice(0, 6))
      await media.remove(next.sha256)
    }
    expect(order).toEqual(['thumbnail', 'latela', 'snapshot', 'oldold', 'clip', 'a clip'])
    expect(readdirSync(folder)).toEqual([])
  })

  it('counts a clip among all that share the budget', async () => {
    const media = openMediaFolder(folder, 250)
    for (const name of ['a', 'b']) await media.add(fakePicture(name))
    const cut = join(root, 'long.mp4')
    writeFileSync(cut, Buffer.alloc(200))
    await media.adopt({ kind: 'clip', sha256: 'd'.repeat(64), bytes: 200 }, cut)
    expect(media.status()).toEqual({ pending: 1, bytes: 200, evicted: 2, evictedBytes: 200 })
  })

  it('leaves nothing behind of a picture that cannot be written', async () => {
    const media = openMediaFolder(folder, 1_000)
    const snapshot = fakePicture('a')
    // A folder has taken its name, so that it cannot be renamed into place.
    mkdirSync(join(folder, `${snapshot.sha256}.jpg`), { recursive: true })
    await expect(media.add(snapshot)).rejects.toThrow()
    expect(readdirSync(folder)).toEqual([`${snapshot.sha256}.jpg`])
    expect(media.status()).toEqual({ pending: 0, bytes: 0, evicted: 0, evictedBytes: 0 })
  })
})
