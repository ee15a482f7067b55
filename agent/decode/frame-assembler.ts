import type { SourceInput } from '../source/source-input.ts'
import type { Frame } from './frame.ts'
import { createLiveClock, createReplayClock, type FrameClock, type Now } from './frame-clock.ts'
import type { FrameInfo } from './showinfo.ts'
import { SourceError } from './source-error.ts'
import { createY4mParser, type Picture } from './y4m.ts'

export type FrameAssembler = {
  /**
   * Takes what ffmpeg wrote of its pictures, in pieces of any size.
   * @throws SourceError
   */
  addBytes(chunk: Uint8Array): Frame[]
  /**
   * Takes what ffmpeg said about the next of its pictures; it may come before the picture or after.
   * @throws SourceError
   */
  addInfo(info: FrameInfo): Frame[]
}

/** A clock that is slewed stays within this; one that was set does not, and the times of this stream are off by it. */
const maxClockStepMs = 2_000

/** Joins the n-th picture and the n-th line about a picture, which come by two pipes, into the n-th frame. */
export function createFrameAssembler(
  source: SourceInput,
  takeBytes?: (length: number) => Uint8Array,
  readClock: () => Now = readSystemClock,
): FrameAssembler {
  const parser = createY4mParser(takeBytes)
  const opened = readClock()
  const clock = source.live ? createLiveClock(opened) : createReplayClock(source.startAt ?? opened.epochMs)
  const pictures: Picture[] = []
  const infos: FrameInfo[] = []
  let firstInfo: FrameInfo | undefined

  const join = (): Frame[] => {
    const frames: Frame[] = []
    while (pictures.length > 0 && infos.length > 0) {
      const picture = pictures.shift() as Picture
      const info = infos.shift() as FrameInfo
      const now = readClock()
      checkClock(clock, now)
      frames.push({ at: clock.at(info.ptsMs, now), ...picture })
    }
    return frames
  }

  return {
    addBytes(chunk) {
      try {
        pictures.push(...parser.push(chunk))
      } catch (cause) {
        throw new SourceError('failed', `ffmpeg wrote no pictures of ${source.redactedUrl}`, String(cause), { cause })
      }
      return join()
    },
    addInfo(info) {
      firstInfo ??= info
      // YUV4MPEG2 names the size once: bytes of another size that follow would be read as noise.
      if (info.width !== firstInfo.width || info.height !== firstInfo.height) {
        throw new SourceError('size-changed', `the picture of ${source.redactedUrl} changed its size; opening it again`)
      }
      infos.push(info)
      return join()
    },
  }
}

function checkClock(clock: FrameClock, now: Now): void {
  const steppedMs = clock.steppedMs(now)
  if (Math.abs(steppedMs) <= maxClockStepMs) return
  const seconds = Math.round(steppedMs / 1000)
  throw new SourceError('clock-set', `the clock of this machine was set by ${seconds} s; opening the source again`)
}

function readSystemClock(): Now {
  return { monotonicMs: performance.now(), epochMs: Date.now() }
}
