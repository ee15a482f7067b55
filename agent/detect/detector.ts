import type { ModelManifest } from '../../models/manifest.ts'
import { startWorker } from '../../runtime/worker.ts'
import type { Frame } from '../decode/frame.ts'
import { openInferenceQueue, type QueueStatus } from './inference-queue.ts'
import type { SessionOptions } from './inference-session.ts'
import type { Inference } from './inference-thread.ts'
import type { Picture } from './model-input.ts'

export type DetectorOptions = SessionOptions & {
  /** An inference that takes longer counts as hung, whatever is usual. */
  readonly timeoutMs: number
  /** When it aborts, the detector closes. */
  readonly signal?: AbortSignal
}

export type Detector = {
  /** `name@version`. */
  readonly model: string
  /** Of the weights, where there are any. */
  readonly sha256?: string
  readonly decoder: ModelManifest['decoder']['type'] | 'motion'
  /**
   * Any number of cameras may ask; they are served in turn.
   * @returns detections, strongest first, and the milliseconds that the model's thread worked for them
   * @throws DetectorError: there is no answer for this frame; the next one may be asked as usual
   */
  detect(frame: Frame & Pick<Picture, 'moving'>): Promise<Inference>
  /** False while pictures, of whichever camera, get no answers; absent where there is nothing that can fail. */
  readonly isAnswering?: () => boolean
  /** See `InferenceQueue`; absent where nothing can hang. */
  readonly stuckSince?: () => number | undefined
  /** Who waits for the model; absent where nobody has to. */
  readonly queue?: () => QueueStatus
  /** Frames that wait are rejected; resolves when the model's thread is gone. */
  close(): Promise<void>
}

/** A graph of some hundred megabytes loads in less, even from an SD card. */
const startMs = 60_000
/** Megabytes of JavaScript; weights and tensors are not in it. Beyond, the thread ends and another takes its place, not the agent. */
const resourceLimits = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 4 }

/**
 * Loads a model into a thread of its own.
 * @throws DetectorError saying what is wrong with the model and what to do
 */
export async function openDetector(options: DetectorOptions): Promise<Detector> {
  const { manifest, modelFile, threads, minScore, timeoutMs, signal } = options
  signal?.throwIfAborted()
  const workerData: SessionOptions = { manifest, modelFile, threads, minScore }
  const start = () => startWorker(import.meta.url, 'inference-worker', { workerData, resourceLimits })
  const queue = await openInferenceQueue({ start, timeoutMs, startMs })

  if (signal?.aborted) {
    await queue.close()
    signal.throwIfAborted()
  }
  // Who aborts also closes, and learns there what did not end.
  const onAbort = () => void queue.close().catch(() => undefined)
  signal?.addEventListener('abort', onAbort, { once: true })
  return {
    model: `${manifest.name}@${manifest.version}`,
    sha256: manifest.sha256,
    decoder: manifest.decoder.type,
    detect: ({ width, height, data, moving }) => queue.infer({ width, height, data, ...(moving && { moving }) }),
    isAnswering: queue.isAnswering,
    stuckSince: queue.stuckSince,
    queue: queue.status,
    close() {
      signal?.removeEventListener('abort', onAbort)
      return queue.close()
    },
  }
}
