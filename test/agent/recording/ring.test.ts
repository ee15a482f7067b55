import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { openRing } from '../../../agent/recording/ring.ts'
import { createTransportParser } from '../../../agent/recording/transport-stream.ts'
import { epoch, makeStream, record, temporaryFolder } from './footage.ts'

let stream: Buffer
beforeAll(() => {
  stream = makeStream(12)
})

const open = (folder: string, maxBytes = 100_000_000, maxAgeMs = 600_000, now = epoch) =>
  openRing({ folder, maxBytes, maxAgeMs, now })

const bytesIn = (folder: string): number =>
  readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)

describe('a stream that is recorded', () => {
  it('lies in segments of two seconds, each of which begins with a key frame and can be played by itself', async () => {
    const ring = open(temporaryFolder())
    const { progress, failures } = await record(stream, ring, 12)
    expect(failures).toEqual([])
    expect(ring.segments()).toHaveLength(6)
    expect(progress.at(-1)).toMatchObject({ codec: 'h264', recordedTo: ring.segments().at(-1)?.endAt })
    for (const { file } of ring.segments()) {
      const parser = createTransportParser()
      const [first] = parser.push(readFileSync(file)).flatMap(({ start }) => start ?? [])
      expect([first?.isKey, parser.codec()]).toEqual([true, 'h264'])
    }
  })

  it('is timed to a tenth of a second by the clock of the frames, though pieces come late', async () => {
    const ring = open(temporaryFolder())
    await record(stream, ring, 12, (index) => (index % 7) * 30)
    for (const [index, { at, endAt }] of ring.segments().entries()) {
      expect(Math.abs(at - epoch - index * 2_000)).toBeLessThan(150)
      if (index < 5) expect(endAt - at).toBeGreaterThan(1_950)
    }
  })

  it('never takes more than its bytes, of which the oldest go, the segment that grows included', async () => {
    const folder = temporaryFolder()
    const maxBytes = Math.round(stream.length / 2)
    const ring = open(folder, maxBytes)
    let most = 0
    const watched = {
      ...ring,
      async append(bytes: Uint8Array) {
        await ring.append(bytes)
        most = Math.max(most, bytesIn(folder))
      },
    }
    const { failures } = await record(stream, watched, 12)
    expect(failures).toEqual([])
    expect(most).toBeGreaterThan(maxBytes * 0.6)
    expect(most).toBeLessThanOrEqual(maxBytes)
    expect(ring.bytes()).toBe(bytesIn(folder))
    expect(ring.segments().at(-1)?.endAt).toBeGreaterThan(epoch + 11_000)
  })

  it('that has more between two key frames than the ring may hold is said, and leaves nothing', async () => {
    const folder = temporaryFolder()
    const ring = open(folder, 5_000)
    const { failures } = await record(stream, ring, 12)
    expect(failures).toEqual([expect.stringContaining('may hold 5000 bytes')])
    expect([ring.bytes(), bytesIn(folder)]).toEqual([0, 0])
  })

  it('is kept no longer than its minutes, also when nothing more is recorded', async () => {
    const ring = open(temporaryFolder(), 100_000_000, 6_000)
    await record(stream, ring, 12)
    expect(ring.segments()[0]?.endAt).toBeGreaterThanOrEqual((ring.segments().at(-1)?.endAt ?? 0) - 6_000)
    await ring.sweep(epoch + 60_000)
    expect([ring.segments().length, ring.bytes()]).toEqual([0, 0])
  })

  it('of a codec that a browser will never see is refused by name', async () => {
    const ring = open(temporaryFolder())
    const { failures } = await record(makeStream(3, '-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p'), ring, 3)
    expect(failures).toEqual([expect.stringContaining('codec')])
    expect(ring.segments()).toEqual([])
  })
})

describe('a ring that is opened again', () => {
  it('has what was there, and of the segment that a crash cut off what is whole of it', async () => {
    const folder = temporaryFolder()
    const ring = open(folder)
    await record(stream, ring, 12)
    const last = ring.segments().at(-1)
    await ring.begin(epoch, epoch + 20_000)
    await ring.append(readFileSync(last?.file ?? '').subarray(0, -70))
    writeFileSync(join(folder, 'notes.txt'), 'not ours')
    const again = open(folder)
    await ring.discard()
    expect(again.segments()).toHaveLength(7)
    const salvaged = again.segments().at(-1)
    expect(salvaged).toMatchObject({ run: epoch, at: epoch + 20_000 })
    expect((salvaged?.bytes ?? 1) % 188).toBe(0)
    expect(salvaged?.endAt).toBeGreaterThan(epoch + 21_000)
    expect(readdirSync(folder)).toContain('notes.txt')
  })

  it('throws away what holds no picture, and what the config no longer allows', async () => {
    const folder = temporaryFolder()
    await record(stream, open(folder), 12)
    writeFileSync(join(folder, `${epoch}-${epoch + 30_000}.ts.part`), Buffer.alloc(188 * 40))
    const [name = ''] = readdirSync(folder)
    truncateSync(join(folder, name), 188)
    const limit = Math.round(stream.length / 3)
    const again = open(folder, limit)
    expect(again.bytes()).toBeLessThanOrEqual(limit)
    expect(bytesIn(folder)).toBe(again.bytes())
  })
})
