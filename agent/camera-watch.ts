import { join } from 'node:path'
import type { Log } from '../runtime/log.ts'
import type { CameraConfig } from './config.ts'
import type { Frame } from './decode/frame.ts'
import type { Report } from './events/event-log.ts'
import { createFaultLog, type FaultLogOptions } from './events/fault-log.ts'
import { createShrink } from './motion/shrink.ts'
import { sourceInput } from './source/source-input.ts'
import { createDetectorWatch } from './watch/detector-watch.ts'
import type { Fault } from './watch/fault.ts'
import { createLossWatch } from './watch/loss-watch.ts'
import { createOfflineWatch } from './watch/offline-watch.ts'
import { createPictureWatch, pictureFaults } from './watch/picture-watch.ts'
import { noViews, openViewFile, type ViewFile } from './watch/view-file.ts'
import type { WatchConfig } from './watch-config.ts'

/** Watches over one camera itself and delivers what is wrong with it as events. */
export type CameraWatch = {
  /**
   * A frame came.
   * @param damage how often the decoder missed data of a picture on the present connection
   */
  frame(frame: Frame, damage: number): Promise<void>
  detectorWorked(frame: Frame): Promise<void>
  /** @param cause a code */
  detectorFailed(cause: string, frame: Frame): Promise<void>
  /** The present connection is over: what was wrong with its pictures is so no more, as far as anybody can tell. */
  sourceLost(): Promise<void>
  /** There is no picture; the source is tried again. */
  down(cause: string): void
  /** Resolves when what the camera is known to see is on disk. */
  close(): Promise<void>
}

export type CameraWatchOptions = Omit<FaultLogOptions, 'camera' | 'severity'> & {
  readonly camera: CameraConfig
  /** Where what the camera sees is kept over restarts; without it, it is learnt anew. */
  readonly viewsFolder?: string
  readonly deliver: (reports: readonly Report[]) => Promise<void>
  readonly touch: (ids: readonly string[], at: number) => void
  readonly now: () => number
  readonly log: Log
}

/** How often it is noted on disk that open events still last. */
const touchEveryMs = 5_000

export function createCameraWatch(options: CameraWatchOptions): CameraWatch {
  const { camera, deliver, touch, now, log } = options
  const config = camera.watch
  const severity = (kind: keyof WatchConfig | 'clock') => (kind === 'clock' ? 'medium' : config[kind].severity)
  const events = createFaultLog({ ...options, camera: camera.id, severity })
  const viewFile = openViews(options)
  const pictures = createPictureWatch({
    checks: new Set(pictureFaults.filter((kind) => config[kind].enabled)),
    frozenMs: config.frozen.afterMs,
    relearnMs: config.moved.relearnMs,
    createShrink,
    views: viewFile.views,
    keep: viewFile.keep,
  })
  const losses = createLossWatch()
  const detector = createDetectorWatch()
  const offline = createOfflineWatch({
    afterMs: config.offline.afterMs,
    now,
    onOffline: (fault) => void report([fault]),
  })
  let lastAt: number | undefined
  // Without frames there is no other clock than that of the wall.
  const touching = setInterval(() => touch(events.openIds(), lastAt ?? now()), touchEveryMs)

  const report = (faults: readonly Fault[], frame?: Frame): Promise<void> => {
    const wanted = faults.filter(({ kind }) => kind !== 'clock' && config[kind].enabled)
    for (const { kind, phase, cause, reason } of wanted) log.info({ fault: kind, phase, cause, reason }, 'camera fault')
    return deliver(events.report(wanted, frame))
  }

  return {
    frame(frame, damage) {
      const { at } = frame
      lastAt = at
      const faults = [...offline.seen(at), ...losses.update(damage, at)]
      return report(losses.isDoubtful() ? faults : [...faults, ...pictures.look(frame)], frame)
    },
    detectorWorked: (frame) => report(detector.worked(frame.at), frame),
    detectorFailed: (cause, frame) => report(detector.failed(cause, frame.at), frame),
    sourceLost() {
      lastAt = undefined
      return report([...pictures.sourceLost(), ...losses.sourceLost(), ...detector.sourceLost()])
    },
    down: (cause) => offline.lost(cause),
    async close() {
      clearInterval(touching)
      offline.close()
      await viewFile.settled()
    },
  }
}

function openViews({ camera, viewsFolder, log }: CameraWatchOptions): ViewFile {
  if (viewsFolder === undefined) return { views: noViews(), keep() {}, settled: () => Promise.resolve() }
  const { source, watch } = camera
  let isTold = false
  return openViewFile({
    file: join(viewsFolder, `${camera.id}.json`),
    about: `${sourceInput(source).redactedUrl} ${watch.moved.view}`,
    onError(error) {
      if (!isTold) log.warn({ err: error }, 'what the camera sees cannot be kept; after a restart it is learnt anew')
      isTold = true
    },
  })
}
