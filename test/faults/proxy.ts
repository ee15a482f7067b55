import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Chance } from '../simulation/chance.ts'

/** What the network between agents and broker does to them. */
export type Weather =
  | { readonly kind: 'clear' }
  /** Connections are reset, new ones refused. */
  | { readonly kind: 'cut' }
  /** Both ends believe in a connection over which nothing comes any more. */
  | { readonly kind: 'half-open' }
  /** Each way takes this long. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Part of the segments is lost; TCP sends them again after 200 ms, 400 ms …, and all that follows waits for them. */
  | { readonly kind: 'loss'; readonly ratio: number }

export type LinkProxy = {
  readonly port: number
  /** Counted since the start. */
  readonly connections: () => number
  set(weather: Weather): void
  close(): Promise<void>
}

/** A TCP proxy that is a bad network: kernels without `netem` have no other. */
export async function openProxy(targetPort: number, chance: Chance): Promise<LinkProxy> {
  let weather: Weather = { kind: 'clear' }
  let connections = 0
  const sockets = new Set<Socket>()
  /** Bytes of these were swallowed: nothing may follow on them. */
  const dead = new WeakSet<Socket>()

  const lateMs = (): number => {
    if (weather.kind === 'delay') return weather.ms
    if (weather.kind !== 'loss') return 0
    let ms = 0
    for (let timeout = 200; chance.of(weather.ratio) && timeout < 10_000; timeout *= 2) ms += timeout
    return ms
  }

  const carry = (from: Socket, to: Socket): void => {
    let last: Promise<unknown> = Promise.resolve()
    let dueAt = 0
    from.on('data', (bytes: Buffer) => {
      if (weather.kind === 'half-open') dead.add(from)
      if (dead.has(from)) return
      // In order: what comes after a late segment is late as well.
      dueAt = Math.max(dueAt, performance.now() + lateMs())
      const due = dueAt
      last = last.then(() => until(due)).then(() => to.write(bytes))
    })
    from.on('error', () => undefined)
    from.on('close', () => {
      sockets.delete(from)
      if (weather.kind !== 'half-open' && !dead.has(from)) void last.then(() => to.destroy())
    })
  }

  const server = createServer((near) => {
    if (weather.kind === 'cut') {
      near.destroy()
      return
    }
    connections += 1
    const far = connect(targetPort, '127.0.0.1')
    for (const socket of [near, far]) sockets.add(socket.setNoDelay(true))
    carry(near, far)
    carry(far, near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  const resetAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy()
  }

  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    set(next) {
      weather = next
      if (next.kind === 'cut') resetAll()
    },
    async close() {
      server.close()
      resetAll()
      await once(server, 'close')
    },
  }
}

function until(due: number): Promise<void> | undefined {
  const waitMs = due - performance.now()
  return waitMs > 0 ? sleep(waitMs) : undefined
}
