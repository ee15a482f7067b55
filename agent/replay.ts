import type { Closing } from '../runtime/closing.ts'
import type { Log } from '../runtime/log.ts'
import type { ClockQuality, EventDraft } from '../wire/event.ts'
import { createCamera } from './agent.ts'
import { watchOnce } from './camera.ts'
import type { AgentConfig, CameraConfig } from './config.ts'
import { createDeliver } from './deliver.ts'
import type { Detector } from './detect/detector.ts'
import { openDetectors } from './detectors.ts'
import type { EventLog, Report } from './events/event-log.ts'
import { openHiding } from './hiding.ts'
import { createMessageRow, type ReplayedMessage } from './replay/message-row.ts'
import type { Moment } from './replay/moment.ts'

export type ReplayOptions = {
  readonly config: AgentConfig
  /** One of the config's; its source is not opened. */
  readonly camera: CameraConfig
  /** Path of a video file. */
  readonly video: string
  /** Epoch milliseconds of its first picture; without it times count from there. */
  readonly startAt?: number
  /** What its messages say of their times; when not given, that nobody knows them, or that somebody gave them. */
  readonly clock?: ClockQuality
  /** Each message in its order; the video waits for it. */
  readonly onMessage: (replayed: ReplayedMessage) => Promise<void> | void
  /** After the messages of each frame; what ends with the video comes without one. The video waits for it. */
  readonly onMoment?: (moment: Moment) => Promise<void> | void
  readonly log: Log
  readonly signal: AbortSignal
}

/** Of no agent that ever ran: real boots count seconds since 1970. */
const boot = 1
/** A file on a slow disk is waited for. */
const stallMs = 60_000

/**
 * Runs a video file through the pipeline of a camera, every frame of it and as fast as it goes. Nothing is stored or sent. The
 * same file, config and start give the same bytes.
 * @throws ConfigError, DetectorError, SourceError; the signal's reason when that aborts, after what was open is ended
 */
export async function replay(options: ReplayOptions, closing: Closing): Promise<void> {
  const { config, video, startAt = 0, onMessage, onMoment, log, signal } = options
  const clock = options.clock ?? (options.startAt === undefined ? 'none' : 'rtc')
  const row = createMessageRow(config.agent, boot)
  let failure: Error | undefined
  const append = async (drafts: readonly EventDraft[]): Promise<void> => {
    try {
      for (const draft of drafts) await onMessage(row.next(draft))
    } catch (error) {
      failure ??= error as Error
    }
  }
  const station = {
    config,
    detectors: await openDetectors(config, closing),
    origin: `${config.site}/${config.agent}/${boot}`,
    clock: () => clock,
    now: Date.now,
    outbox: { touch() {} },
  }
  const source = { url: video, loop: false, realTime: false, startAt, stallMs }
  const { hide } = await openHiding(config, log, closing)
  const deliver = createDeliver({ append }, { add: () => Promise.resolve() }, hide, log)
  const noUplink = { reportHealth() {} }
  const camera = createCamera(station, { ...options.camera, source }, deliver, log, () => noUplink)
  const { events, seen } = watched(camera.events)
  const parts = {
    ...camera,
    events,
    detector: strict(camera.detector, startAt),
    async deliver(reports: readonly Report[]) {
      await deliver(reports)
      if (failure !== undefined) throw failure
      await onMoment?.({ ...seen(), reports })
    },
  }
  try {
    await watchOnce(parts, signal, () => undefined)
  } finally {
    await camera.watch.close()
  }
}

/** A detector that fails ends the replay: what it would have seen nobody knows. */
function strict(detector: Detector, startAt: number): Detector {
  return {
    ...detector,
    async detect(frame) {
      try {
        return await detector.detect(frame)
      } catch (cause) {
        const seconds = ((frame.at - startAt) / 1000).toFixed(1)
        throw new Error(`replay: detecting at ${seconds} s: ${(cause as Error).message}`, { cause })
      }
    },
  }
}

function watched(events: EventLog): { events: EventLog; seen: () => Pick<Moment, 'seen'> } {
  let seen: Pick<Moment, 'seen'> = {}
  return {
    seen: () => seen,
    events: {
      ...events,
      report(findings, scene, frame) {
        seen = { seen: { frame, scene } }
        return events.report(findings, scene, frame)
      },
      sourceLost(findings) {
        seen = {}
        return events.sourceLost(findings)
      },
    },
  }
}
