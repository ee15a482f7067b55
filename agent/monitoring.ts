import type { Closing } from '../runtime/closing.ts'
import type { Log } from '../runtime/log.ts'
import { agentItself } from '../wire/topics.ts'
import type { CameraParts } from './camera.ts'
import { createFaultLog } from './events/fault-log.ts'
import { createHostHealth } from './host-health.ts'
import { followServiceManager } from './service-manager.ts'
import type { Station } from './station.ts'
import type { Uplink } from './uplink/uplink.ts'
import { createClockWatch } from './watch/clock-watch.ts'

const lookEveryMs = 1_000
/** More than the longest wait between two attempts at a source, and what a busy box adds to it. */
const graceMs = 90_000
const clockEveryMs = 10_000

/** What tells others how the agent is, beside the health that it sends: its own faults, `/healthz`, systemd. */
export async function startMonitoring(
  station: Station,
  cameras: readonly CameraParts[],
  uplink: Uplink,
  log: Log,
  closing: Closing,
): Promise<void> {
  const { config, outbox, detectors, now } = station
  const totals = () => cameras.map(({ status }) => status.totals())
  closing.add('clock watch', watchClock(station))
  closing.add('outbox watch', watchOutbox(station, uplink))
  if (config.status !== undefined) {
    const sources = {
      outbox: outbox.status,
      connected: uplink.connected,
      host: createHostHealth(config.dataFolder),
      now,
    }
    // Only where it is wanted: a server for HTTP is some megabytes.
    const { openStatusServer } = await import('./status-server.ts')
    const server = await openStatusServer(config.status, { ...sources, cameras: totals })
    closing.add('status', server.close)
    log.info({ url: server.url }, 'status is served')
  }
  const slowestMs = Math.max(0, ...config.cameras.map(({ source, fps }) => source.stallMs + 2_500 / fps))
  const maxQuietMs = slowestMs + config.detector.timeoutMs + graceMs
  const stuckMs = () => performance.now() - (detectors.about.stuckSince?.() ?? performance.now())
  const manager = followServiceManager({ env: process.env, cameras: totals, maxQuietMs, stuckMs, log })
  closing.add('service manager', manager.close)
}

/** That events cannot be written, or can again, is told when it changes and not half a minute later. */
function watchOutbox({ outbox }: Station, uplink: Uplink): () => void {
  let known: string | undefined
  const timer = setInterval(() => {
    const { failure } = outbox.status()
    if (failure !== known) uplink.reportHealth()
    known = failure
  }, lookEveryMs)
  return () => clearInterval(timer)
}

/** The clock is the agent's own, so that a camera of its name reports it. */
function watchClock({ origin, clock, outbox, now }: Station): () => void {
  const watch = createClockWatch()
  const severity = () => 'medium' as const
  const events = createFaultLog({ camera: agentItself, origin, clock, severity })
  const look = (): void => {
    const faults = watch.look({ quality: clock(), epochMs: now(), monotonicMs: performance.now() })
    const drafts = events.report(faults).map(({ draft }) => draft)
    // What the outbox cannot take, it counts and declares itself.
    if (drafts.length > 0) void outbox.append(drafts).catch(() => undefined)
    outbox.touch(events.openIds(), now())
  }
  look()
  const timer = setInterval(look, clockEveryMs)
  return () => clearInterval(timer)
}
