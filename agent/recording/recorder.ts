import type { Log } from '../../runtime/log.ts'
import type { FrameClock, Now } from '../decode/frame-clock.ts'
import type { Live } from './clip-window.ts'
import { recordStream } from './record-stream.ts'
import type { Ring } from './ring.ts'

export type RecorderOptions = {
  readonly ring: Ring
  readonly createClock: (opened: Now) => FrameClock
  readonly now: () => number
  readonly log: Log
}

/** Records the streams of one camera, one after the other, and keeps the ring within its time. */
export type Recorder = {
  /** Resolves when the stream has ended and all of it is on disk. */
  record(stream: AsyncIterable<Uint8Array>): Promise<void>
  /** The stream that is being recorded. */
  live(): Live | undefined
  status(): RecorderStatus
  /** Resolves when no stream is recorded any more; whoever opened them ends them. */
  close(): Promise<void>
}

export type RecorderStatus = {
  /** A segment was closed and no stream has ended since. */
  readonly isRecording: boolean
  readonly bytes: number
  /** Epoch milliseconds between which there is something, gaps included. */
  readonly from?: number
  readonly to?: number
  /** Why nothing is written, as a sentence. */
  readonly failure?: string
}

/** A ring into which nothing is written any more is emptied all the same. */
const sweepEveryMs = 10_000

export function createRecorder({ ring, createClock, now, log }: RecorderOptions): Recorder {
  let live: Live | undefined
  let failure: string | undefined
  let last: Promise<void> = Promise.resolve()
  const sweeping = setInterval(() => void ring.sweep(now()).catch(() => undefined), sweepEveryMs)

  const fail = (error: Error): void => {
    failure = error.message
    log.error({ err: error }, 'the camera is not recorded')
  }

  const record = async (stream: AsyncIterable<Uint8Array>): Promise<void> => {
    try {
      await recordStream({
        stream,
        ring,
        createClock,
        readClock: () => ({ monotonicMs: performance.now(), epochMs: now() }),
        onProgress(progress) {
          if (failure !== undefined) log.info('the camera is recorded again')
          failure = undefined
          live = progress
        },
        onFailure: fail,
      })
    } catch (error) {
      fail(error as Error)
    } finally {
      live = undefined
    }
  }

  return {
    record(stream) {
      // A stream that ends late must not write between the pieces of the next one.
      last = last.then(() => record(stream))
      return last
    },
    live: () => live,
    status() {
      const segments = ring.segments()
      const [first, newest] = [segments[0], segments.at(-1)]
      return {
        isRecording: live !== undefined,
        bytes: ring.bytes(),
        ...(first !== undefined && { from: first.at }),
        ...(newest !== undefined && { to: newest.endAt }),
        ...(failure !== undefined && { failure: failure.slice(0, 400) }),
      }
    },
    close() {
      clearInterval(sweeping)
      return last
    },
  }
}
