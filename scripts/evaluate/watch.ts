import type { Frame } from '../../agent/decode/frame.ts'
import { openFrames } from '../../agent/decode/open-frames.ts'
import type { Detector } from '../../agent/detect/detector.ts'
import { sourceInput } from '../../agent/source/source-input.ts'
import type { Scene } from '../../agent/track/scene.ts'
import { createTracker } from '../../agent/track/tracker.ts'

export type Video = {
  readonly name: string
  readonly file: string
  readonly fps: number
  readonly width: number
}

export type Watched = {
  readonly scene: Scene
  /** What the detector needed; nothing for the last scene, which ends every track. */
  readonly detectMs?: number
}

/** When every video begins, epoch milliseconds: any time will do, as long as it is the same. */
export const startAt = 1_700_000_000_000

const stallMs = 60_000

/** The frames of a file as a camera of the agent gets them, every one of them. */
export function framesOf({ file, fps, width }: Video, signal: AbortSignal): AsyncIterable<Frame> {
  const source = sourceInput({ url: file, loop: false, realTime: false, startAt })
  return openFrames({ source, fps, width, stallMs, signal }).frames
}

/**
 * A file through the stages of the agent, wired as `agent/camera.ts` does: decode → detect → track. A detector that fails
 * ends it.
 */
export async function* watch(video: Video, detector: Detector, signal: AbortSignal): AsyncGenerator<Watched> {
  const tracker = createTracker()
  for await (const frame of framesOf(video, signal)) {
    const { detections, inferenceMs } = await detector.detect(frame)
    yield { scene: tracker.update(detections, frame.at), detectMs: inferenceMs }
  }
  yield { scene: tracker.endAll() }
}
