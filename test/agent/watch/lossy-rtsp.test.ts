import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { createLossWatch } from '../../../agent/watch/loss-watch.ts'
import { hasRtspServer, startRtspServer } from '../../e2e/rtsp.ts'
import { makeClip, open } from '../decode/play.ts'

const { folder, clip } = makeClip()
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A camera whose every n-th packet of video never comes, as over UDP: RTSP's interleaved frames are left out whole. */
async function openLossyProxy(targetPort: number, every: number) {
  const sockets: Socket[] = []
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1')
    sockets.push(near, far)
    for (const socket of [near, far]) socket.on('error', () => undefined)
    near.on('data', (bytes) => far.write(bytes))
    let held = Buffer.alloc(0)
    let count = 0
    far.on('data', (bytes: Buffer) => {
      held = Buffer.concat([held, bytes])
      while (held.length >= 4) {
        const isAnswer = held[0] !== 0x24
        const size = isAnswer ? held.length : 4 + held.readUInt16BE(2)
        if (held.length < size) return
        count += isAnswer ? 0 : 1
        if (isAnswer || every === 0 || count % every > 0) near.write(held.subarray(0, size))
        held = held.subarray(size)
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

describe.skipIf(!hasRtspServer)('an RTSP camera behind a network', () => {
  it.each([
    [0, false],
    [15, true],
  ])('that loses one packet of %d is lossy: %s', { timeout: 60_000 }, async (every, isLossy) => {
    const camera = await startRtspServer({ clip, loop: true })
    const proxy = await openLossyProxy(camera.port, every)
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
