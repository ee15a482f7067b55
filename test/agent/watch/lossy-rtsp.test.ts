import { rmSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { createLossWatch } from '../../../agent/watch/loss-watch.ts'
import { openRtpProxy } from '../../e2e/rtp-proxy.ts'
import { hasRtspServer, startRtspServer } from '../../e2e/rtsp.ts'
import { makeClip, open } from '../decode/play.ts'

const { folder, clip } = makeClip()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!hasRtspServer)('an RTSP camera behind a network', () => {
  it.each([
    [0, false],
    [15, true],
  ])('that loses one packet of %d is lossy: %s', { timeout: 60_000 }, async (every, isLossy) => {
    const camera = await startRtspServer({ clip, loop: true })
    const proxy = await openRtpProxy(camera.port)
    proxy.lose((packet) => every > 0 && packet % every === 0)
    const opened = open({ url: camera.url.replace(String(camera.port), String(proxy.port)) })
    const watch = createLossWatch()
    const told: string[] = []
    let firstAt: number | undefined
    for await (const { at } of opened.frames) {
      firstAt ??= at
      told.push(...watch.update(opened.damage(), at).map(({ kind, phase }) => `${kind} ${phase}`))
      if (at - firstAt > 15_000 || told.length > 0) break
    }
    proxy.close()
    await camera.stop()
    expect(told).toEqual(isLossy ? ['lossy start'] : [])
  })
})
