import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type RtpProxy = {
  readonly port: number
  /** Of the packets from now on, by their number. */
  lose(isLost: (packet: number) => boolean): void
  close(): void
}

const interleaved = 0x24

/** A network before an RTSP camera whose packets of video do not all come, as over UDP: interleaved frames are left out whole. */
export async function openRtpProxy(targetPort: number): Promise<RtpProxy> {
  const sockets: Socket[] = []
  let isLost: (packet: number) => boolean = () => false
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1')
    sockets.push(near, far)
    for (const socket of [near, far]) socket.on('error', () => undefined)
    near.on('data', (bytes) => far.write(bytes)).on('close', () => far.destroy())
    far.on('close', () => near.destroy())
    let held = Buffer.alloc(0)
    let count = 0
    far.on('data', (bytes: Buffer) => {
      held = Buffer.concat([held, bytes])
      while (held.length >= 4) {
        const isAnswer = held[0] !== interleaved
        const size = isAnswer ? held.length : 4 + held.readUInt16BE(2)
        if (held.length < size) return
        count += isAnswer ? 0 : 1
        if (isAnswer || !isLost(count)) near.write(held.subarray(0, size))
        held = held.subarray(size)
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    lose(next) {
      isLost = next
    },
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
