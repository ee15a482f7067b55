import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { ffmpegVersion } from '../../../agent/decode/ffmpeg.ts'
import type { Frame } from '../../../agent/decode/frame.ts'
import { failure, forEach, make, makeClip, open, read, running, startAt } from './play.ts'

const { folder, clip } = makeClip()

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a file that is worked through', () => {
  const play = { url: clip, realTime: false, startAt }

  it('gives every frame that was selected, at the times of the file, in an even size', async () => {
    const opened = open(play)
    const all: Frame[] = []
    await forEach(opened.frames, async (frame) => {
      all.push(frame)
      await sleep(20)
    })
    const times = Array.from({ length: 20 }, (_, index) => index * 200)
    expect(all.map(({ at }) => at - startAt)).toEqual(times)
    expect(all[0]).toMatchObject({ width: 320, height: 180 })
    expect(all[0]?.data).toHaveLength((320 * 180 * 3) / 2)
    expect(all[0]?.data.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(opened.dropped()).toBe(0)
  })

  it.each([
    [12.5, 50],
    [25, 100],
    [30, 100],
    [10, 40],
    [1, 4],
    [0.5, 2],
  ])('gives at %f frames a second %i frames of 100', async (fps, count) => {
    expect(await read(open({ ...play, fps }).frames)).toHaveLength(count)
  })

  it('is not enlarged', async () => {
    const [frame] = await read(open({ ...play, width: 1920 }).frames, 1)
    expect(frame).toMatchObject({ width: 642, height: 360 })
  })

  it('is masked before anybody sees it, each frame once', async () => {
    const masked: Frame[] = []
    const mask = (frame: Frame) => {
      frame.data.fill(16)
      masked.push(frame)
    }
    const frames = await read(open({ url: clip, realTime: false, loop: false, mask }).frames, 4)
    expect(frames).toHaveLength(4)
    expect(masked).toEqual(frames)
    for (const { data } of frames) expect(data.every((value) => value === 16)).toBe(true)
  })

  it('gives the same frames each time', async () => {
    const [first, second] = [await read(open(play).frames), await read(open(play).frames)]
    expect(first.map(({ data }) => Buffer.from(data).toString('base64', 0, 9_000))).toEqual(
      second.map(({ data }) => Buffer.from(data).toString('base64', 0, 9_000)),
    )
  })

  it('writes to the bytes of released frames again, and to no others', async () => {
    const bytes = ({ data }: Frame) => Buffer.from(data).toString('base64', 0, 9_000)
    const expected = (await read(open(play).frames)).map(bytes)
    const opened = open(play)
    const seen: string[] = []
    const buffers = new Set<Uint8Array>()
    let kept: Frame | undefined
    await forEach(opened.frames, (frame) => {
      seen.push(bytes(frame))
      buffers.add(frame.data)
      kept ??= frame
      if (frame !== kept) opened.release(frame)
    })
    expect(seen).toEqual(expected)
    expect(bytes(kept as Frame)).toBe(expected[0])
    // One that is read, two that wait, one that is written to, and the one that was kept.
    expect(buffers.size).toBeLessThanOrEqual(6)
  })

  it('waits for a slow reader rather than counting it as a stall', async () => {
    const frames = open({ ...play, width: 642, stallMs: 2_000, fps: 25 }).frames
    let count = 0
    await forEach(frames, () => sleep(count++ === 3 ? 3_000 : 0))
    expect(count).toBe(100)
  })

  it('is converted to BT.601, limited range', async () => {
    const red = join(folder, 'red.mp4')
    const hd = ['-vf', 'scale=out_color_matrix=bt709:out_range=full,format=yuv420p', '-colorspace', 'bt709']
    make(red, '-f', 'lavfi', '-i', 'color=red:s=64x64:d=1:r=5', ...hd, '-color_range', 'pc', '-c:v', 'libx264')
    const [frame] = await read(open({ url: red, realTime: false, width: 64 }).frames, 1)
    const [y, u, v] = [frame?.data[0], frame?.data[64 * 64], frame?.data[64 * 64 + 32 * 32]]
    // Pure red is (81, 90, 240) in BT.601 and (63, 102, 240) in BT.709.
    for (const [got, wanted] of [
      [y, 81],
      [u, 90],
      [v, 240],
    ]) {
      expect(Math.abs((got ?? 0) - (wanted ?? 0))).toBeLessThanOrEqual(4)
    }
  })
})

describe('a live source', () => {
  it('that is a drawn test picture moves', async () => {
    const [first, second] = await read(open({ url: 'test://', width: 960 }).frames, 2)
    expect(first).toMatchObject({ width: 960, height: 540 })
    expect(Buffer.from(first?.data ?? []).equals(Buffer.from(second?.data ?? []))).toBe(false)
  })

  it('gives a slow reader the newest frame, at increasing times near now, and counts the others', async () => {
    const opened = open({ url: 'test://', fps: 15 })
    const times: number[] = []
    for await (const { at } of opened.frames) {
      times.push(at)
      expect(Math.abs(Date.now() - at)).toBeLessThan(5_000)
      if (times.length === 4) break
      await sleep(400)
    }
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b))
    expect(opened.dropped()).toBeGreaterThan(0)
  })

  it('that is a file begins again when it ends', async () => {
    const short = join(folder, 'short.mp4')
    make(short, '-i', clip, '-t', '0.8', '-c', 'copy')
    expect(await read(open({ url: short }).frames, 12)).toHaveLength(12)
  })

  it('that is a file without loop ends when it ends', async () => {
    const once = join(folder, 'once.mp4')
    make(once, '-i', clip, '-t', '0.8', '-c', 'copy')
    const frames = await read(open({ url: once, loop: false }).frames)
    expect(frames.length).toBeGreaterThan(0)
  })

  it('that is MJPEG over HTTP is timed by its arrival', async () => {
    const jpeg = execFileSync('ffmpeg', ['-v', 'error', '-i', clip, '-frames:v', '1', '-f', 'mjpeg', '-'])
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=b' })
      const part = `--b\r\ncontent-type: image/jpeg\r\ncontent-length: ${jpeg.length}\r\n\r\n`
      const timer = setInterval(
        () => response.write(Buffer.concat([Buffer.from(part), jpeg, Buffer.from('\r\n')])),
        100,
      )
      response.on('close', () => clearInterval(timer))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
      const frames = await read(open({ url, fps: 2 }).frames, 4)
      // Ten frames a second; taken for the 25 that ffmpeg assumes, four of two a second would lie 0.6 s apart, not 1.5.
      expect((frames[3]?.at ?? 0) - (frames[0]?.at ?? 0)).toBeGreaterThan(1_200)
    } finally {
      server.closeAllConnections()
      server.close()
    }
  })
})

describe('ffmpeg', () => {
  it('tells its version', async () => {
    expect(await ffmpegVersion()).toMatch(/^\S+$/)
  })

  it('is gone when the loop is left', async () => {
    const path = join(folder, 'left.mp4')
    make(path, '-i', clip, '-c', 'copy')
    await read(open({ url: path }).frames, 1)
    expect(running(path)).toBe(0)
  })

  it('is gone when the signal aborts, and the loop fails with its reason', async () => {
    const path = join(folder, 'aborted.mp4')
    make(path, '-i', clip, '-c', 'copy')
    const controller = new AbortController()
    const reading = read(open({ url: path, signal: controller.signal }).frames)
    while (running(path) === 0) await sleep(20)
    controller.abort(new Error('enough'))
    await expect(reading).rejects.toThrow('enough')
    expect(running(path)).toBe(0)
  })

  it('is not even started when the signal has aborted before', async () => {
    await expect(read(open({ url: clip, signal: AbortSignal.abort(new Error('early')) }).frames)).rejects.toThrow(
      'early',
    )
  })

  it('that is not installed is named, with how to install it', async () => {
    const path = process.env.PATH
    process.env.PATH = folder
    try {
      const error = await failure({ url: clip })
      expect(error.reason).toBe('no-ffmpeg')
      expect(error.message).toBe('decode: ffmpeg was not found; install it: sudo apt-get install ffmpeg')
      expect(await ffmpegVersion()).toBeUndefined()
    } finally {
      process.env.PATH = path
    }
  })
})

describe('a source that cannot be played', () => {
  it('is a file that is not there', async () => {
    const error = await failure({ url: join(folder, 'nosuch.mp4') })
    expect(error).toMatchObject({ reason: 'not-found' })
    expect(error.message).toContain(join(folder, 'nosuch.mp4'))
  })

  it('is a file that is no video', async () => {
    expect(await failure({ url: import.meta.filename })).toMatchObject({ reason: 'invalid-data' })
  })

  it('is a file that holds sound only', async () => {
    const sound = join(folder, 'sound.wav')
    make(sound, '-f', 'lavfi', '-i', 'sine=duration=1')
    expect(await failure({ url: sound })).toMatchObject({ reason: 'no-video' })
  })

  it('is one whose picture changes its size', async () => {
    const [wide, high, both] = ['wide.ts', 'high.ts', 'both.ts'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    make(wide, '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=10:duration=1', '-c:v', 'libx264')
    make(high, '-f', 'lavfi', '-i', 'testsrc2=size=180x320:rate=10:duration=1', '-c:v', 'libx264')
    make(both, '-i', `concat:${wide}|${high}`, '-c', 'copy')
    expect(await failure({ url: both, realTime: false, fps: 10 })).toMatchObject({ reason: 'size-changed' })
  })
})
