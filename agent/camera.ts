import type { Log } from '../runtime/log.ts'
import { type Failure, supervise } from '../runtime/supervise.ts'
import type { CameraStatus } from './camera-status.ts'
import type { CameraWatch } from './camera-watch.ts'
import type { CameraConfig } from './config.ts'
import type { Frame } from './decode/frame.ts'
import { type Frames, openFrames } from './decode/open-frames.ts'
import { SourceError, type SourceReason } from './decode/source-error.ts'
import type { Detector } from './detect/detector.ts'
import { DetectorError } from './detect/detector-error.ts'
import type { SeenFrame } from './events/best-shot.ts'
import type { EventLog, Report } from './events/event-log.ts'
import type { Mask } from './privacy/mask.ts'
import { peopleIn } from './privacy/people.ts'
import type { Sighting } from './privacy/veil.ts'
import type { Rule } from './rules/finding.ts'
import { answersAgain } from './source/answers-again.ts'
import type { SourceInput } from './source/source-input.ts'
import type { Scene, Tracker } from './track/scene.ts'

export type CameraParts = {
  readonly config: CameraConfig
  readonly source: SourceInput
  /** Black before anything else sees a frame. */
  readonly mask: Mask
  readonly detector: Detector
  readonly tracker: Tracker
  readonly rules: readonly Rule[]
  readonly events: EventLog
  readonly status: CameraStatus
  /** Over the camera itself. */
  readonly watch: CameraWatch
  /** Pictures and messages onto the disk, in the order of the calls. */
  readonly deliver: (reports: readonly Report[]) => Promise<void>
  /** These events still lasted at `at`. */
  readonly touch: (ids: readonly string[], at: number) => void
  /** Takes the stream as it is sent, when it is recorded. */
  readonly onCopy: ((copy: AsyncIterable<Uint8Array>) => void) | undefined
  /** Takes who is in each frame, where clips hide people. */
  readonly onPeople: ((sighting: Sighting) => void) | undefined
  readonly log: Log
}

/** The camera is there and sends; only what was begun with it does not fit any more. */
const changes: ReadonlySet<SourceReason> = new Set(['size-changed', 'clock-set'])
/** How often it is noted on disk that open events still last. */
const touchEveryMs = 5_000

/**
 * One camera, first stage to last: source → decode → detect → track → rules → events → delivery. A lost source is tried again
 * until the signal aborts; a file that is not looped is played once.
 */
export async function runCamera(camera: CameraParts, signal: AbortSignal): Promise<void> {
  await supervise((_, healthy) => watchOnce(camera, signal, healthy), {
    signal,
    onFailure: (failure) => reportDown(camera, failure),
    isOnlyChange: (error) => error instanceof SourceError && changes.has(error.reason),
    untilBack: (waiting) => answersAgain(camera.source, waiting),
  })
  if (!signal.aborted) camera.status.ended()
  await camera.watch.close()
}

/**
 * The source from here to its end, once.
 * @throws SourceError when it is lost; the signal's reason when that aborts
 */
export async function watchOnce(camera: CameraParts, signal: AbortSignal, healthy: () => void): Promise<void> {
  const { config, source, mask, tracker, status, watch } = camera
  const { fps, width } = config
  const { stallMs } = config.source
  const opened = openFrames({ source, fps, width, stallMs, mask, signal, onCopy: camera.onCopy })
  let touchedAt = 0
  status.connected(opened)
  try {
    for await (const frame of opened.frames) {
      const seen = await analyse(camera, frame)
      const watched = watch.frame(seen?.frame ?? frame, opened.damage())
      if (!source.live) await watched
      healthy()
      if (seen === undefined) continue
      const delivered = deliverFindings(camera, seen)
      // Asked now: who holds it may have passed it on when what is delivered with this frame is on disk.
      if (!camera.events.holds(frame)) releaseAfter([watched, delivered], opened, frame)
      // A live camera does not wait for the disk; a file does, so that nothing of it piles up in memory.
      if (!source.live) await delivered
      if (frame.at - touchedAt < touchEveryMs) continue
      touchedAt = frame.at
      camera.touch(camera.events.openIds(), frame.at)
    }
  } finally {
    status.disconnected()
    await watch.sourceLost()
    const scene = tracker.endAll()
    const findings = camera.rules.flatMap((rule) => [...rule.evaluate(scene), ...(rule.sourceLost?.() ?? [])])
    await camera.deliver(camera.events.sourceLost(findings))
  }
}

/** What fails is told to those who wait for it; the frame is left alone then. */
function releaseAfter(reading: readonly Promise<void>[], { release }: Frames, frame: Frame): void {
  Promise.all(reading).then(
    () => release(frame),
    () => undefined,
  )
}

type Seen = { readonly scene: Scene; readonly frame: SeenFrame }

/** What is in the frame; `undefined` when the detector failed, which is never the same as nothing. */
async function analyse(
  { detector, tracker, status, watch, onPeople, log }: CameraParts,
  frame: Frame,
): Promise<Seen | undefined> {
  try {
    const { detections, inferenceMs } = await detector.detect(frame)
    status.analysed(frame, inferenceMs)
    void watch.detectorWorked(frame)
    const scene = tracker.update(detections, frame.at)
    const people = peopleIn(detections, scene)
    onPeople?.({ at: frame.at, people })
    return { scene, frame: { ...frame, people } }
  } catch (error) {
    if (!(error instanceof DetectorError)) throw error
    if (status.state() !== 'degraded') log.error({ err: error }, 'detector failed')
    status.detectorFailed(`detector-${error.code}`, error.message)
    void watch.detectorFailed(`detector-${error.code}`, frame)
    return undefined
  }
}

function deliverFindings({ rules, events, deliver }: CameraParts, { scene, frame }: Seen): Promise<void> {
  const findings = rules.flatMap((rule) => rule.evaluate(scene))
  return deliver(events.report(findings, scene, frame))
}

function reportDown({ status, watch, log }: CameraParts, { error, attempt, retryInMs }: Failure): void {
  const reason = error instanceof SourceError ? error.reason : 'failed'
  const detail = error instanceof Error ? error.message : String(error)
  status.down(reason, detail)
  watch.down(reason)
  log.warn({ reason, detail, attempt, retryInMs }, 'camera down')
}
