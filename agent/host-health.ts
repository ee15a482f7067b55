import { readdirSync, readFileSync, statfsSync } from 'node:fs'
import { cpus, freemem } from 'node:os'
import { join } from 'node:path'
import type { HostHealth } from '../wire/health.ts'

const thermal = '/sys/class/thermal'

/** How the box is, whatever runs on it. What it does not tell is left out. The load is that since the last call. */
export function createHostHealth(dataFolder: string): () => HostHealth {
  let before = readTicks()
  return () => {
    const now = readTicks()
    const [busy, all] = [now.busy - before.busy, now.all - before.all]
    before = now
    const diskFreeBytes = freeBytes(dataFolder)
    const temperatureC = hottest()
    return {
      ...(all > 0 && { cpuPercent: Math.round((busy / all) * 100) }),
      memoryFreeBytes: availableBytes(),
      ...(diskFreeBytes !== undefined && { diskFreeBytes }),
      ...(temperatureC !== undefined && { temperatureC }),
    }
  }
}

function readTicks(): { busy: number; all: number } {
  let [busy, all] = [0, 0]
  for (const { times } of cpus()) {
    const sum = times.user + times.nice + times.sys + times.irq
    busy += sum
    all += sum + times.idle
  }
  return { busy, all }
}

/** What Linux calls free is what nobody has found a use for yet; caches give way to programs. */
function availableBytes(): number {
  try {
    const [, kibibytes] = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8')) ?? []
    return kibibytes === undefined ? freemem() : Number(kibibytes) * 1024
  } catch {
    return freemem()
  }
}

function freeBytes(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return undefined
  }
}

function hottest(): number | undefined {
  const degrees = zones().flatMap((zone) => {
    try {
      const milli = Number(readFileSync(join(thermal, zone, 'temp'), 'utf8'))
      // Some boxes have sensors that are not connected, and say so by nonsense.
      return milli > 0 && milli < 150_000 ? [milli / 1_000] : []
    } catch {
      return []
    }
  })
  return degrees.length === 0 ? undefined : Math.round(Math.max(...degrees) * 10) / 10
}

function zones(): string[] {
  try {
    return readdirSync(thermal).filter((name) => name.startsWith('thermal_zone'))
  } catch {
    return []
  }
}
