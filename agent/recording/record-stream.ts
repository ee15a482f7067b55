import type { FrameClock, Now } from '../decode/frame-clock.ts'
import type { Ring } from './ring.ts'
import { createTransportParser, type PictureStart, type Piece, type VideoCodec } from './transport-stream.ts'

type WriterOptions = {
  readonly ring: Ring
  readonly onProgress: (progress: Progress) => void
  /** Once in a row: the disk refuses or is too slow. */
  readonly onFailure: (error: Error) => void
}

export type RecordOptions = WriterOptions & {
  /** A transport stream, as it comes. It is always read: whoever writes it must not be held up by a slow disk. */
  readonly stream: AsyncIterable<Uint8Array>
  /** The clock that times the frames that are analysed, so that both tell the same time. */
  readonly createClock: (opened: Now) => FrameClock
  readonly readClock: () => Now
}

/** A stream that is being recorded. */
export type Progress = {
  readonly run: number
  /** Epoch milliseconds up to which the ring holds it in whole segments. */
  readonly recordedTo: number
  readonly codec: VideoCodec
}

/** A segment is closed by the first key frame after this. */
const segmentMs = 2_000
/** What waits for a slow disk; beyond it pictures are left out up to a key frame. */
const maxWaitingBytes = 16 * 1024 * 1024
/** Pictures whose times move more than this against the time line before them begin another one. */
const maxLeapMs = 1_000
const maxClockStepMs = 2_000

/** One time line: how its times become those of the world. */
type Run = { readonly id: number; readonly clock: FrameClock; last: { at: number; dtsMs: number } | undefined }

/** Writes a stream into a ring until it ends; resolves when all of it is on disk. */
export async function recordStream({ stream, readClock, ...options }: RecordOptions): Promise<void> {
  const parser = createTransportParser()
  const writer = createWriter(options, parser.codec)
  let run: Run | undefined
  let segment: { readonly dtsMs: number; readonly leadMs: number } | undefined

  const finish = (): void => {
    if (segment === undefined || run?.last === undefined) return
    // From its end: by then the clock knows better how long pictures are on their way.
    const endAt = Math.round(run.last.at + segment.leadMs)
    writer.finish(run.id, Math.round(endAt - (run.last.dtsMs - segment.dtsMs)), endAt)
    segment = undefined
  }

  const follow = ({ dtsMs, ptsMs, isKey }: PictureStart): void => {
    const now = readClock()
    const at = run === undefined ? undefined : timeIn(run, dtsMs, now)
    if (run === undefined || at === undefined) {
      finish()
      run = { id: now.epochMs, clock: options.createClock(now), last: undefined }
    }
    run.last = { at: at ?? run.clock.at(dtsMs, now), dtsMs }
    if (!isKey || (segment !== undefined && dtsMs - segment.dtsMs < segmentMs)) return
    finish()
    if (parser.codec() === 'other') {
      writer.fail(new Error('recording: the stream has a codec that is not recorded; let the camera send H.264'))
      return
    }
    // Pictures are timed as they are decoded, and shown a little later where they are not shown in that order.
    segment = { dtsMs, leadMs: ptsMs - dtsMs }
    writer.begin(run.id, Math.round(run.last.at + segment.leadMs), parser.tables())
  }

  const take = ({ start, bytes }: Piece): void => {
    if (start !== undefined) follow(start)
    if (segment !== undefined && !writer.add(bytes)) segment = undefined
  }

  try {
    for await (const chunk of stream) for (const piece of parser.push(chunk)) take(piece)
  } finally {
    finish()
    await writer.done()
  }
}

/** Undefined when the time line has moved, or somebody has set the clock. */
function timeIn({ clock, last }: Run, dtsMs: number, now: Now): number | undefined {
  if (Math.abs(clock.steppedMs(now)) > maxClockStepMs) return undefined
  const at = clock.at(dtsMs, now)
  if (last === undefined) return at
  const sinceMs = dtsMs - last.dtsMs
  return sinceMs < 0 || Math.abs(at - last.at - sinceMs) > maxLeapMs ? undefined : at
}

/** Writes in the order of the calls, and never makes the caller wait. What fails costs one segment. */
function createWriter({ ring, onProgress, onFailure }: WriterOptions, codec: () => VideoCodec) {
  let work: Promise<void> = Promise.resolve()
  let waitingBytes = 0
  let isFailing = false

  const fail = (error: Error): void => {
    if (!isFailing) onFailure(error)
    isFailing = true
  }

  const queue = (bytes: number, task: () => Promise<void>): void => {
    waitingBytes += bytes
    work = work.then(task).catch(async (error: Error) => {
      fail(error)
      await ring.discard().catch(() => undefined)
    })
    work = work.then(() => {
      waitingBytes -= bytes
    })
  }

  return {
    begin(run: number, at: number, tables: Uint8Array): void {
      queue(tables.byteLength, async () => {
        await ring.begin(run, at)
        await ring.append(tables)
      })
    },
    /** @returns false when the disk is too slow: the rest of this segment is left out */
    add(bytes: Uint8Array): boolean {
      const isTooSlow = waitingBytes > maxWaitingBytes
      queue(isTooSlow ? 0 : bytes.byteLength, () =>
        isTooSlow ? Promise.reject(new Error('recording: the disk is too slow for the stream')) : ring.append(bytes),
      )
      return !isTooSlow
    },
    finish(run: number, at: number, endAt: number): void {
      queue(0, async () => {
        if (!(await ring.finish(at, endAt))) return
        isFailing = false
        onProgress({ run, recordedTo: endAt, codec: codec() })
      })
    },
    fail,
    done: () => work,
  }
}
