import type { ClockQuality } from '../wire/event.ts'
import type { Health, HostHealth } from '../wire/health.ts'
import { wireVersion } from '../wire/version.ts'
import type { CameraStatus } from './camera-status.ts'
import type { Detector } from './detect/detector.ts'
import type { MediaFolder } from './media/media-folder.ts'
import type { Outbox } from './outbox/outbox.ts'

export type HealthOptions = {
  readonly outbox: Outbox
  readonly media: MediaFolder
  readonly cameras: readonly CameraStatus[]
  readonly host: () => HostHealth
  readonly queue: Detector['queue']
  readonly clock: () => ClockQuality
  readonly now: () => number
}

/** The health message as of now; rates are since the last call. */
export function createHealth({ outbox, media, cameras, host, queue, clock, now }: HealthOptions): () => Health {
  let cpu = process.cpuUsage()
  let askedAt = performance.now()

  const cpuPercent = (): number => {
    const used = process.cpuUsage(cpu)
    const elapsedMs = Math.max(1, performance.now() - askedAt)
    cpu = process.cpuUsage()
    askedAt = performance.now()
    return Math.round((used.user + used.system) / 10 / elapsedMs)
  }

  return () => {
    const { depth, oldestAt, failure } = outbox.status()
    const waiting = {
      depth,
      ...(oldestAt !== undefined && { oldestAt }),
      ...(failure && { failure: failure.slice(0, 400) }),
    }
    const { pending, evicted } = media.status()
    return {
      v: wireVersion,
      boot: outbox.boot,
      at: now(),
      uptimeS: Math.floor(process.uptime()),
      cpuPercent: cpuPercent(),
      rssBytes: process.memoryUsage.rss(),
      clock: clock(),
      host: host(),
      ...(queue !== undefined && { inference: roundWait(queue()) }),
      outbox: { ...waiting, mediaPending: pending, mediaEvicted: evicted },
      cameras: cameras.map((camera) => camera.report()),
    }
  }
}

function roundWait({ waiting, waitMs }: ReturnType<NonNullable<Detector['queue']>>) {
  return { waiting, waitMs: Math.round(waitMs * 10) / 10 }
}
