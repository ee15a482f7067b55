/** How the agent is, for a monitor that asks: checked when it asks, not remembered. */
import { createMetrics, type Figure, type Metrics } from '../runtime/metrics.ts'
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

type Kind = Figure<unknown>['kind']
type Facts = ReturnType<typeof readFacts>
type PerCamera = (camera: CameraTotals, facts: Facts) => number | undefined

/** What changes by being read is read once: the load of the box is that since the last time. */
function readFacts({ cameras, outbox, connected, host, now }: StatusSources) {
  return { cameras: cameras(), outbox: outbox(), isConnected: connected(), host: host(), now: now() }
}

/** The figures of an agent, read from the sources when somebody asks. */
export function statusMetrics(sources: StatusSources): Metrics {
  return createMetrics(() => readFacts(sources), [...cameraFigures, ...agentFigures])
}

const cameraFigures = [
  perCamera('gauge', 'up', 'Whether frames are analysed', ({ state }) => (state === 'live' ? 1 : 0)),
  perCamera('gauge', 'frame_age_seconds', 'Age of the last frame that was analysed', ({ frameAt }, { now }) =>
    frameAt === undefined ? undefined : (now - frameAt) / 1_000,
  ),
  perCamera('counter', 'frames_total', 'Frames analysed', ({ frames }) => frames),
  perCamera('counter', 'frames_overtaken_total', 'Frames dropped for a newer one', ({ dropped }) => dropped),
  perCamera('counter', 'frames_failed_total', 'Frames the detector failed on', (camera) => camera.inferenceFailures),
  perCamera('counter', 'damage_total', 'Times the decoder missed data of a picture', ({ damaged }) => damaged),
  perCamera('counter', 'reconnects_total', 'Times the source was lost', ({ reconnects }) => reconnects),
  perCamera(
    'counter',
    'inference_seconds_total',
    'Time the detector worked',
    (camera) => camera.inferenceSumMs / 1_000,
  ),
]

const agentFigures = [
  figure('gauge', 'uplink_connected', 'Whether there is a broker', ({ isConnected }) => (isConnected ? 1 : 0)),
  figure('gauge', 'outbox_messages', 'Messages that nobody has acknowledged', ({ outbox }) => outbox.depth),
  figure('gauge', 'outbox_age_seconds', 'Age of the oldest of them', ({ outbox: { oldestAt }, now }) =>
    oldestAt === undefined ? 0 : (now - oldestAt) / 1_000,
  ),
  figure('gauge', 'outbox_writable', 'Whether events can be written', ({ outbox }) =>
    outbox.failure === undefined ? 1 : 0,
  ),
  figure('gauge', 'resident_memory_bytes', 'Memory of the agent', () => process.memoryUsage.rss()),
  figure('counter', 'cpu_seconds_total', 'Processor time of the agent', cpuSeconds),
  figure('gauge', 'host_cpu_ratio', 'Busy share of all processors', ({ host: { cpuPercent } }) =>
    cpuPercent === undefined ? undefined : cpuPercent / 100,
  ),
  figure('gauge', 'host_memory_free_bytes', 'Memory that programs can still get', ({ host }) => host.memoryFreeBytes),
  figure('gauge', 'host_disk_free_bytes', 'Room where the agent keeps its data', ({ host }) => host.diskFreeBytes),
  figure('gauge', 'host_temperature_celsius', 'The hottest sensor of the box', ({ host }) => host.temperatureC),
]

function perCamera(kind: Kind, name: string, help: string, value: PerCamera): Figure<Facts> {
  const of = (facts: Facts) => facts.cameras.map((camera) => [camera.camera, value(camera, facts)] as const)
  return { kind, name: `watchpost_camera_${name}`, help, label: 'camera', of }
}

function figure(kind: Kind, name: string, help: string, of: (facts: Facts) => number | undefined): Figure<Facts> {
  return { kind, name: `watchpost_${name}`, help, of }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}
