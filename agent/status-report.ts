/** How the agent is, for a monitor that asks: checked when it asks, not remembered. */
import { counter, family, type Sample } from '../runtime/metrics-text.ts'
import { productVersion } from '../runtime/project.ts'
import type { HostHealth } from '../wire/health.ts'
import type { CameraTotals } from './camera-status.ts'
import type { OutboxStatus } from './outbox/outbox.ts'

export type StatusSources = {
  readonly cameras: () => readonly CameraTotals[]
  readonly outbox: () => OutboxStatus
  /** Whether there is a broker. */
  readonly connected: () => boolean
  readonly host: () => HostHealth
  readonly now: () => number
}

export type StatusReport = {
  readonly ok: boolean
  readonly version: string
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly reason?: string }>>
}

export function statusReport({ cameras, outbox, connected }: StatusSources): StatusReport {
  const { failure, depth } = outbox()
  const checks = {
    outbox: check(failure),
    uplink: check(connected() ? undefined : `no broker; ${depth} messages wait on disk`),
    ...Object.fromEntries(cameras().map((camera) => [`camera ${camera.camera}`, check(cameraFailure(camera))])),
  }
  return { ok: Object.values(checks).every(({ ok }) => ok), version: productVersion, checks }
}

/** As old as the collector believes it, too. */
const freshFrameMs = 15_000

/** A file that was played to its end is as it should be. `live` is believed as long as frames come. */
function cameraFailure({ state, since, fpsAsked, quietMs }: CameraTotals): string | undefined {
  if (state === 'ended') return undefined
  if (state !== 'live') return `${state} since ${new Date(since).toISOString()}`
  if (quietMs <= Math.max(freshFrameMs, 3_000 / Math.max(fpsAsked, 0.01))) return undefined
  return `no frame was analysed for ${Math.round(quietMs / 1_000)} s`
}

function check(failure: string | undefined): { ok: boolean; reason?: string } {
  return failure === undefined ? { ok: true } : { ok: false, reason: failure }
}

type PerCamera = (camera: CameraTotals) => number | undefined

export function statusMetrics(sources: StatusSources): string {
  const cameras = sources.cameras()
  const { depth, oldestAt, failure } = sources.outbox()
  const { cpuPercent, memoryFreeBytes, diskFreeBytes, temperatureC } = sources.host()
  const now = sources.now()

  const perCamera = (type: 'gauge' | 'counter', name: string, help: string, value: PerCamera): string => {
    const samples = cameras.map((camera) => [camera.camera, value(camera)] as const)
    return family(`watchpost_camera_${name}`, type, help, samples.flatMap(toSample))
  }
  const gauge = (name: string, help: string, value: number | undefined): string =>
    value === undefined ? '' : family(`watchpost_${name}`, 'gauge', help, [['', value]])

  return [
    perCamera('gauge', 'up', 'Whether frames are analysed', ({ state }) => (state === 'live' ? 1 : 0)),
    perCamera('gauge', 'frame_age_seconds', 'Age of the last frame that was analysed', ({ frameAt }) =>
      frameAt === undefined ? undefined : (now - frameAt) / 1_000,
    ),
    perCamera('counter', 'frames_total', 'Frames analysed', ({ frames }) => frames),
    perCamera('counter', 'frames_overtaken_total', 'Frames dropped for a newer one', ({ dropped }) => dropped),
    perCamera('counter', 'frames_failed_total', 'Frames the detector failed on', (camera) => camera.inferenceFailures),
    perCamera('counter', 'damage_total', 'Times the decoder missed data of a picture', ({ damaged }) => damaged),
    perCamera('counter', 'reconnects_total', 'Times the source was lost', ({ reconnects }) => reconnects),
    perCamera('counter', 'inference_seconds_total', 'Time the detector worked', (c) => c.inferenceSumMs / 1_000),
    gauge('uplink_connected', 'Whether there is a broker', sources.connected() ? 1 : 0),
    gauge('outbox_messages', 'Messages that nobody has acknowledged', depth),
    gauge('outbox_age_seconds', 'Age of the oldest of them', oldestAt === undefined ? 0 : (now - oldestAt) / 1_000),
    gauge('outbox_writable', 'Whether events can be written', failure === undefined ? 1 : 0),
    gauge('resident_memory_bytes', 'Memory of the agent', process.memoryUsage.rss()),
    counter('watchpost_cpu_seconds_total', 'Processor time of the agent', cpuSeconds()),
    gauge('host_cpu_ratio', 'Busy share of all processors', cpuPercent === undefined ? undefined : cpuPercent / 100),
    gauge('host_memory_free_bytes', 'Memory that programs can still get', memoryFreeBytes),
    gauge('host_disk_free_bytes', 'Room where the agent keeps its data', diskFreeBytes),
    gauge('host_temperature_celsius', 'The hottest sensor of the box', temperatureC),
  ].join('')
}

function toSample([camera, value]: readonly [string, number | undefined]): Sample[] {
  return value === undefined ? [] : [[`{camera="${camera}"}`, value]]
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
