import { execFile } from 'node:child_process'
import type { Log } from '../runtime/log.ts'
import type { CameraTotals } from './camera-status.ts'

export type ServiceManager = {
  /** Tells systemd that the agent stops, and tells it nothing more. */
  close(): Promise<void>
}

export type ServiceOptions = {
  readonly env: NodeJS.ProcessEnv
  readonly cameras: () => readonly CameraTotals[]
  /** Longer than this, nothing is not to be heard of a camera's supervision, whatever its source does. */
  readonly maxQuietMs: number
  /** How long the detector has hung for good, 0 when it does not. */
  readonly stuckMs: () => number
  readonly log: Log
}

/** Threads that hang may still come back, as when a disk does. */
const maxStuckMs = 60_000

/**
 * Tells systemd that the agent has started and, as often as the unit's `WatchdogSec` wants it, that it still works; not, when a
 * camera's supervision has fallen silent or the detector hangs for good, and by itself not when the main thread hangs: systemd starts
 * it anew. Where no systemd asks for it (`NOTIFY_SOCKET`), nothing happens. Node cannot open a datagram socket of that kind, so `systemd-notify`
 * does it; the unit needs `NotifyAccess=all`.
 */
export function followServiceManager({ env, cameras, maxQuietMs, stuckMs, log }: ServiceOptions): ServiceManager {
  if (env.NOTIFY_SOCKET === undefined) return { close: () => Promise.resolve() }
  let isTold = false

  const tell = (state: string): Promise<void> =>
    new Promise((resolve) => {
      execFile('systemd-notify', [state], { env, timeout: 5_000 }, (error) => {
        if (error !== null && !isTold)
          log.error({ err: error, state }, 'systemd cannot be told; is systemd-notify here?')
        isTold = error !== null
        resolve()
      })
    })

  const ping = (): void => {
    const silent = cameras().filter(({ state, quietMs }) => state !== 'ended' && quietMs > maxQuietMs)
    const isStuck = stuckMs() > maxStuckMs
    if (silent.length === 0 && !isStuck) return void tell('WATCHDOG=1')
    const what = isStuck ? 'the detector hangs for good' : 'nothing is heard of these cameras'
    log.error({ cameras: silent.map(({ camera }) => camera) }, `${what}; systemd is not told that the agent works`)
  }

  void tell('READY=1')
  const watchdogMs = Number(env.WATCHDOG_USEC ?? 0) / 1_000
  const timer = watchdogMs > 0 ? setInterval(ping, watchdogMs / 3) : undefined
  return {
    close() {
      clearInterval(timer)
      return tell('STOPPING=1')
    },
  }
}
