import { existsSync, readdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Closing } from '../runtime/closing.ts'
import type { Log } from '../runtime/log.ts'
import { supervise } from '../runtime/supervise.ts'
import type { ClipCommand } from '../wire/command.ts'
import { type EventDraft, severities } from '../wire/event.ts'
import type { RecordingHealth } from '../wire/health.ts'
import { createClipCutter, createTurns, type InTurn } from './clip-cutter.ts'
import { openClipHiding, sightingsShare } from './clip-hiding.ts'
import type { CameraConfig } from './config.ts'
import { copySource } from './decode/copy-source.ts'
import { createLiveClock } from './decode/frame-clock.ts'
import { readPicture } from './decode/picture-reader.ts'
import type { Report } from './events/event-log.ts'
import { createMainPictures } from './main-pictures.ts'
import { writeDurably } from './media/durable-file.ts'
import { createMask } from './privacy/mask.ts'
import type { Sighting } from './privacy/veil.ts'
import type { Live } from './recording/clip-window.ts'
import { createClips } from './recording/clips.ts'
import { openPendingClips } from './recording/pending-clips.ts'
import { recordedPicture } from './recording/recorded-picture.ts'
import { createRecorder } from './recording/recorder.ts'
import { openRing } from './recording/ring.ts'
import { sourceInput } from './source/source-input.ts'
import type { Station } from './station.ts'

/** The recording of one camera, and its clips. */
export type CameraRecording = {
  /** Takes the stream that is analysed; undefined when another one of the camera is recorded. */
  readonly onCopy: ((copy: AsyncIterable<Uint8Array>) => void) | undefined
  /** Takes who is in each frame, where clips hide people. */
  readonly onPeople: ((sighting: Sighting) => void) | undefined
  /** Follows what is reported: events that ask for a clip get one, and the picture of a larger stream where that is recorded. */
  follow(reports: readonly Report[]): void
  /** A collector asks for the clip of an event. */
  request(command: ClipCommand): 'requested' | 'gone'
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
  const encodingTurn = createTurns()
  return new Map(
    recorded.map((camera) => {
      const cameraLog = log.child({ camera: camera.id, part: 'recording' })
      return [camera.id, openRecording(station, camera, encodingTurn, join(root, camera.id), cameraLog, closing)]
    }),
  )
}

function openRecording(
  { outbox, media, hiding: hidingPeople, now }: Station,
  camera: CameraConfig,
  encodingTurn: InTurn,
  folder: string,
  log: Log,
  closing: Closing,
): CameraRecording {
  const { source, recording, rules, masks } = camera
  const { url, minutes } = recording
  const stopping = new AbortController()
  const { signal } = stopping
  const hiding = openClipHiding(camera, folder, now(), log)
  const mask = createMask(masks)
  const maxBytes = Math.floor(recording.maxBytes * (hiding === undefined ? 1 : 1 - sightingsShare))
  const ring = openRing({ folder: join(folder, 'ring'), maxBytes, maxAgeMs: minutes * 60_000, now: now() })
  const sweep = async (at: number) => void (await Promise.all([ring.sweep(at), hiding?.sweep(at)]))
  const recorder = createRecorder({ ring: { ...ring, sweep }, createClock: createLiveClock, now, log })
  /** What is known of: to cut more would hide more than is needed. */
  const live = (): Live | undefined => {
    const recording = recorder.live()
    if (recording === undefined || hiding === undefined) return recording
    return { ...recording, recordedTo: Math.min(recording.recordedTo, hiding.knownTo() ?? 0) }
  }
  const clips = createClips({
    ring,
    live,
    rolls: recording,
    pending: openPendingClips(join(folder, 'pending'), writeDurably),
    folder: join(folder, 'cutting'),
    isWanted: wantedClips(recording, rules),
    cut: createClipCutter({ masks, hiding, folder, encodingTurn, signal }),
    async keep({ sha256, bytes }, file) {
      await media.adopt({ kind: 'clip', sha256, bytes }, file)
      // Two events may have the same clip, which was there then.
      await rm(file, { force: true })
    },
    hurry: media.hurry,
    tell: (update) => outbox.append([update]),
    now,
    log,
    signal,
  })
  const pictures =
    url === undefined
      ? undefined
      : createMainPictures({
          ...{ live, add: media.add, now, log, signal },
          pictureAt: (at) => recordedPicture(at, ring.segments(), (...read) => readPicture(...read, signal)),
          async hide(frame) {
            mask(frame)
            const hidden = await hidingPeople.hide(camera.id, frame)
            // Whoever moved since the other stream was looked at.
            await hiding?.hideAt(hidden.frame, frame.at)
            return hidden
          },
          tell: (update) => outbox.append([update]),
        })
  const copying =
    url === undefined ? Promise.resolve() : recordMainStream({ ...source, url }, recorder.record, log, signal)
  closing.add('recording', async () => {
    stopping.abort()
    await Promise.all([copying, recorder.close(), clips.closed, pictures?.closed, hiding?.written()])
  })
  return {
    onCopy: url === undefined ? (copy) => void recorder.record(copy) : undefined,
    onPeople: hiding?.add,
    follow(reports) {
      clips.follow(reports.map(({ draft }) => draft))
      pictures?.follow(reports)
    },
    request: ({ event: id, camera, type, startAt, endAt, clock, rule }) =>
      clips.request({
        ...{ id, camera, type, startAt },
        ...(endAt !== undefined && { endAt }),
        ...(clock && { clock }),
        ...(rule && { rule }),
      }),
    report: () => ({ ...recorder.status(), clips: clips.status() }),
  }
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
