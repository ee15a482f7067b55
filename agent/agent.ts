import { setTimeout as sleep } from 'node:timers/promises'
import { aborted, type Closing, createClosing } from '../runtime/closing.ts'
import type { Log } from '../runtime/log.ts'
import type { CameraHealth } from '../wire/health.ts'
import { createBirth } from './birth.ts'
import { type CameraParts, runCamera } from './camera.ts'
import { createRules } from './camera-rules.ts'
import { type CameraStatus, createCameraStatus } from './camera-status.ts'
import { createCameraWatch } from './camera-watch.ts'
import type { AgentConfig, CameraConfig } from './config.ts'
import { createDeliver } from './deliver.ts'
import { authorizationOf, brokerLogin } from './enrolment/credentials.ts'
import { createEventLog } from './events/event-log.ts'
import { createHealth } from './health.ts'
import { createHostHealth } from './host-health.ts'
import { uploadMedia } from './media/upload.ts'
import { startMonitoring } from './monitoring.ts'
import { createMask } from './privacy/mask.ts'
import { type CameraRecording, openRecordings } from './recordings.ts'
import { sourceInput } from './source/source-input.ts'
import { openStation, type Station } from './station.ts'
import { createTracker } from './track/tracker.ts'
import { warnOfPlain } from './trust.ts'
import { startUplink, type Uplink } from './uplink/uplink.ts'

/** What a camera needs of the station that it belongs to. */
export type CameraStation = Pick<Station, 'config' | 'detectors' | 'clock' | 'origin' | 'now'> & {
  readonly outbox: Pick<Station['outbox'], 'touch'>
  readonly viewsFolder?: string
}

/** Cameras that have not stopped by then, as on a disk that hangs, are left behind. */
const stopMs = 5_000

/**
 * Runs an agent until the signal aborts: what all cameras share, the uplink, and one supervised camera each.
 * @param config checked by `checkCameras`
 * @throws ConfigError, DetectorError or Error before anything runs, when the config cannot work here
 */
export async function runAgent(config: AgentConfig, log: Log, signal: AbortSignal): Promise<void> {
  const closing = createClosing()
  try {
    const station = await openStation(config, log, closing)
    warnOfPlain(config, log)
    const deliver = createDeliver(station.outbox, station.media, station.hiding.hide, log)
    const recordings = openRecordings(station, log, closing)
    const cameras = config.cameras.map((camera) =>
      createCamera(station, camera, deliver, log, () => uplink, recordings.get(camera.id)),
    )
    const uplink = startAgentUplink(station, cameras, recordings, log)
    closing.add('uplink', () => uplink.close())
    startUploads(station, uplink, log, closing)
    await startMonitoring(station, cameras, uplink, log, closing)
    const watching = Promise.all(cameras.map((camera) => runCamera(camera, signal)))
    await Promise.race([watching.then(() => aborted(signal)), aborted(signal)])
    await Promise.race([watching, sleep(stopMs)])
  } finally {
    await closing.close()
  }
}

/** One camera's pipeline, for `runCamera` or, of a recording, for `watchOnce`. */
export function createCamera(
  station: CameraStation,
  config: CameraConfig,
  deliver: CameraParts['deliver'],
  log: Log,
  uplink: () => Pick<Uplink, 'reportHealth'>,
  recording?: CameraRecording,
): CameraParts {
  const { outbox, detectors, clock, origin, now } = station
  const detector = detectors.forCamera()
  const cameraLog = log.child({ camera: config.id })
  return {
    config,
    source: sourceInput(config.source),
    mask: createMask(config.masks),
    detector,
    tracker: createTracker(),
    rules: createRules(config, station.config),
    events: createEventLog({ camera: config.id, origin, clock }),
    status: createCameraStatus({
      camera: config.id,
      fpsAsked: config.fps,
      now,
      onChange(state, reason) {
        cameraLog.info({ state, reason }, 'camera state')
        uplink().reportHealth()
      },
    }),
    watch: createCameraWatch({
      ...{ camera: config, origin, clock },
      ...(station.viewsFolder !== undefined && { viewsFolder: station.viewsFolder }),
      ...{ deliver, touch: outbox.touch, now, log: cameraLog },
    }),
    deliver(reports) {
      recording?.follow(reports)
      return deliver(reports)
    },
    touch: outbox.touch,
    onCopy: recording?.onCopy,
    onPeople: recording?.onPeople,
    log: cameraLog,
  }
}

function startAgentUplink(
  station: Station,
  cameras: readonly CameraParts[],
  recordings: ReadonlyMap<string, CameraRecording>,
  log: Log,
): Uplink {
  const { config, identity, outbox, media, detectors, clock, now } = station
  const statuses = cameras.map(({ config: { id }, status }) => withRecording(status, recordings.get(id)))
  return startUplink({
    broker: { ...brokerLogin(station.credentials), ...config.mqtt, ca: station.trust.broker },
    identity,
    outbox,
    birth: createBirth(station),
    health: createHealth({
      ...{ outbox, media, cameras: statuses, clock, now },
      host: createHostHealth(config.dataFolder),
      queue: detectors.about.queue,
    }),
    requestClip: (command) => recordings.get(command.camera)?.request(command) ?? 'not-recorded',
    healthMs: config.healthMs,
    now,
    log: log.child({ part: 'uplink' }),
  })
}

/** A camera's health, with what is recorded of it. */
function withRecording(status: CameraStatus, recording: CameraRecording | undefined): CameraStatus {
  const report = (): CameraHealth => ({ ...status.report(), ...(recording && { recording: recording.report() }) })
  return { ...status, report }
}

function startUploads(
  { config, credentials, trust, media }: Station,
  uplink: Uplink,
  log: Log,
  closing: Closing,
): void {
  const stopping = new AbortController()
  const uploading = uploadMedia({
    folder: media,
    collectorUrl: config.collector.url,
    authorization: authorizationOf(credentials),
    ca: trust.collector,
    maxBytesPerS: config.mediaMaxBytesPerS,
    mayUpload: uplink.caughtUp,
    log: log.child({ part: 'upload' }),
    signal: stopping.signal,
  })
  closing.add('uploads', () => {
    stopping.abort()
    return uploading
  })
}
