import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { answersAgain } from '../../../agent/source/answers-again.ts'
import { sourceInput } from '../../../agent/source/source-input.ts'

const quick = { everyMs: 20, timeoutMs: 200 }

/** @param says what it answers; empty: nothing, as a camera that hangs */
async function listen(says: () => string, port = 0): Promise<{ port: number; server: Server; heard: () => string }> {
  let heard = ''
  const server = createServer((socket) => {
    socket
      .on('error', () => undefined)
      .on('data', (bytes) => {
        heard += bytes.toString()
        socket.write(says())
      })
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, server, heard: () => heard }
}

/** Whether it is found to be back, and what happens meanwhile. */
async function watch(url: string, happens: () => unknown): Promise<boolean> {
  const source = sourceInput({ url, username: 'admin', password: 'secret', loop: true, realTime: true })
  const stopping = new AbortController()
  let isBack = false
  const watching = answersAgain(source, stopping.signal, quick).then(() => {
    isBack = !stopping.signal.aborted
  })
  await sleep(300)
  const wasBack = isBack
  await happens()
  await Promise.race([watching, sleep(1_000)])
  stopping.abort()
  await watching
  return isBack && !wasBack
}

describe('a camera that was lost', () => {
  it('is back when it can be reached again', async () => {
    const { port, server } = await listen(() => 'RTSP/1.0 200 OK\r\n\r\n')
    server.close()
    let camera: Awaited<ReturnType<typeof listen>> | undefined
    const isBack = await watch(`rtsp://127.0.0.1:${port}/live?channel=1`, async () => {
      camera = await listen(() => 'RTSP/1.0 401 Unauthorized\r\n\r\n', port)
    })
    expect(isBack).toBe(true)
    expect(camera?.heard()).toMatch(/^OPTIONS rtsp:\/\/127\.0\.0\.1:\d+\/live\?channel=1 RTSP\/1\.0\r\n/)
    expect(camera?.heard()).not.toMatch(/admin|secret/)
    camera?.server.close()
  })

  it('is back when it answers again after it hung', async () => {
    let says = ''
    const { port, server } = await listen(() => says)
    expect(await watch(`rtsp://127.0.0.1:${port}/live`, () => (says = 'RTSP/1.0 200 OK\r\n\r\n'))).toBe(true)
    server.close()
  })

  it('is left alone when it answers all the time', async () => {
    const { port, server } = await listen(() => 'RTSP/1.0 401 Unauthorized\r\n\r\n')
    let connections = 0
    server.on('connection', () => connections++)
    expect(await watch(`rtsp://127.0.0.1:${port}/live`, () => undefined)).toBe(false)
    expect(connections).toBe(1)
    server.close()
  })
})
