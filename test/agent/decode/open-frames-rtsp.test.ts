import { rmSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { hasRtspServer, startRtspServer } from '../../e2e/rtsp.ts'
import { hasShared, shared } from '../../shared.ts'
import { failure, forEach, makeClip, open, read, running, startAt } from './play.ts'

const { folder, clip } = makeClip()

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!hasRtspServer)('an RTSP camera', () => {
  const login = { username: 'admin', password: 'p@ss/w%41rd' }

  it('is played with a password of awkward characters, and its end is a failure', async () => {
    const server = await startRtspServer({ clip, user: login.username, password: login.password })
    const error = await failure({ url: server.url, ...login })
    expect(error).toMatchObject({ reason: 'ended' })
    await server.stop()
  })

  it('refuses a wrong password, which is nowhere in the error', async () => {
    const server = await startRtspServer({ clip, user: login.username, password: login.password })
    const error = await failure({ url: server.url, username: 'admin', password: 'wr@ng' })
    expect(error.reason).toBe('unauthorized')
    expect(`${error.stack} ${error.detail} ${JSON.stringify(error)}`).not.toMatch(/wr(@|%40)ng|admin/)
    expect(await failure({ url: server.url })).toMatchObject({ reason: 'unauthorized' })
    await server.stop()
  })

  it('that loses its power is a failure at once, and one that is off is refused', async () => {
    const server = await startRtspServer({ clip, loop: true })
    const { frames } = open({ url: server.url, stallMs: 60_000 })
    const watching = forEach(frames, () => server.stop())
    await expect(watching).rejects.toMatchObject({ reason: 'ended' })
    expect(await failure({ url: server.url })).toMatchObject({ reason: 'refused' })
  })

  it('that falls silent with the connection open has stalled', async () => {
    const server = await startRtspServer({ clip, loop: true })
    const { frames } = open({ url: server.url, stallMs: 3_000 })
    let seen = 0
    const watching = forEach(frames, () => {
      if (seen++ === 0) process.kill(server.pid, 'SIGSTOP')
    })
    await expect(watching).rejects.toMatchObject({
      reason: 'stalled',
      message: expect.stringContaining('for 3 s') as string,
    })
    expect(seen).toBeGreaterThan(0)
    expect(running(server.url)).toBe(0)
    await server.stop()
  })
})

describe.skipIf(!hasShared)('a recording of a street', () => {
  it('gives five frames a second of its eleven seconds', async () => {
    const url = shared('clips', 'degirum_Traffic.mp4')
    const frames = await read(open({ url, realTime: false, startAt, width: 640 }).frames)
    expect(frames.length).toBeGreaterThanOrEqual(55)
    expect(frames.length).toBeLessThanOrEqual(56)
    expect((frames.at(-1)?.at ?? 0) - startAt).toBeGreaterThan(10_900)
    expect(frames[0]).toMatchObject({ width: 640, height: 360 })
  })
})
