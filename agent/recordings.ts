import { existsSync, readdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Closing } from '../runtime/closing.ts'
import type { Log } from '../runtime/log.ts'
import { supervise } from '../runtime/supervise.ts'
import { type EventDraft, severities } from '../wire/event.ts'
import type { RecordingHealth } from '../wire/health.ts'
import type { CameraConfig } from './config.ts'
import { copySource } from './decode/copy-source.ts'
import { openClipWriter } from './decode/ffmpeg.ts'
import { createLiveClock } from './decode/frame-clock.ts'
import { writeDurably } from './media/durable-file.ts'
import { createClips } from './recording/clips.ts'
import { cutClip } from './recording/cut-clip.ts'
import { drawMasks } from './recording/mask-overlay.ts'
import { openPendingClips } from './recording/pending-clips.ts'
import { createRecorder } from './recording/recorder.ts'
import { openRing } from './recording/ring.ts'
import { sourceInput } from './source/source-input.ts'
import type { Station } from './station.ts'

/** The recording of one camera, and its clips. */
export type CameraRecording = {
  /** Takes the stream that is analysed; undefined when another one of the camera is recorded. */
  readonly onCopy: ((copy: AsyncIterable<Uint8Array>) => void) | undefined
  /** Follows what is reported: the events that ask for a clip get one. */
  follow(drafts: readonly EventDraft[]): void
  report(): RecordingHealth
}

/**
 * Opens the recordings of all cameras that have one, and deletes those of cameras that have none any more.
 * @throws Error naming the folder that cannot be used
 */
export function openRecordings(station: Station, log: Log, closing: Closing): Map<string, CameraRecording> {
  const root = join(station.config.dataFolder, 'recording')
  const recorded = station.config.cameras.filter(({ recording }) => recording.enabled)
  forgetOthers(root, new Set(recorded.map(({ id }) => id)))
  return new Map(
    recorded.map((camera) => {
      const cameraLog = log.child({ camera: camera.id, part: 'recording' })
      return [camera.id, openRecording(station, camera, join(root, camera.id), cameraLog, closing)]
    }),
  )
}

function openRecording(
  { outbox, media, now }: Station,
  { source, recording, rules, masks }: CameraConfig,
  folder: string,
  log: Log,
  closing: Closing,
): CameraRecording {
  const { url, minutes, maxBytes } = recording
  const stopping = new AbortController()
  const ring = openRing({ folder: join(folder, 'ring'), maxBytes, maxAgeMs: minutes * 60_000, now: now() })
  const recorder = createRecorder({ ring, createClock: createLiveClock, now, log })
  const clips = createClips({
    ring,
    live: recorder.live,
    rolls: recording,
    pending: openPendingClips(join(folder, 'pending'), writeDurably),
    folder: join(folder, 'cutting'),
    isWanted: wantedClips(recording, rules),
    cut: async (window, file) =>
      cutClip(window, file, openClipWriter, await writeMasks(masks, join(folder, 'masks.png'))),
    async keep({ sha256, bytes }, file) {
      await media.adopt({ kind: 'clip', sha256, bytes }, file)
      // Two events may have the same clip, which was there then.
      await rm(file, { force: true })
    },
    tell: (update) => outbox.append([update]),
    now,
    log,
    signal: stopping.signal,
  })
  const copying =
    url === undefined ? Promise.resolve() : recordMainStream({ ...source, url }, recorder.record, log, stopping.signal)
  closing.add('recording', async () => {
    stopping.abort()
    await Promise.all([copying, recorder.close(), clips.closed])
  })
  return {
    onCopy: url === undefined ? (copy) => void recorder.record(copy) : undefined,
    follow: clips.follow,
    report: () => ({ ...recorder.status(), clips: clips.status() }),
  }
}

/** @returns where the masks are drawn; undefined where there are none */
async function writeMasks(masks: CameraConfig['masks'], file: string): Promise<string | undefined> {
  if (masks.length === 0) return undefined
  await writeDurably(file, await drawMasks(masks))
  return file
}

/** Which messages ask for a clip that leaves the box. */
function wantedClips(recording: CameraConfig['recording'], rules: CameraConfig['rules']) {
  const { upload, uploadTypes, uploadSeverity } = recording
  const asking = new Set(rules.filter(({ clip }) => clip).map(({ name }) => name))
  const least = uploadSeverity === undefined ? Number.POSITIVE_INFINITY : severities.indexOf(uploadSeverity)
  const isChosen = ({ type, severity = 'info' }: EventDraft): boolean =>
    uploadTypes.includes(type) || severities.indexOf(severity) >= least
  return (draft: EventDraft): boolean => {
    if (draft.rule === undefined || !asking.has(draft.rule)) return false
    return upload === 'all' || (upload === 'chosen' && isChosen(draft))
  }
}

function recordMainStream(
  source: CameraConfig['source'],
  onCopy: (copy: AsyncIterable<Uint8Array>) => Promise<void>,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  const input = sourceInput(source)
  const run = (_: AbortSignal, healthy: () => void) =>
    copySource({
      source: input,
      stallMs: source.stallMs,
      signal,
      onCopy: (copy) => {
        healthy()
        return onCopy(copy)
      },
    })
  return supervise(run, {
    signal,
    onFailure: ({ error, attempt, retryInMs }) =>
      log.warn({ err: error, attempt, retryInMs }, 'the main stream is not recorded'),
  })
}

/** What was recorded is nobody's any more when its camera is gone, or shall not be recorded. */
function forgetOthers(root: string, recorded: ReadonlySet<string>): void {
  if (!existsSync(root)) return
  for (const name of readdirSync(root)) {
    if (!recorded.has(name)) rmSync(join(root, name), { recursive: true, force: true })
  }
}
