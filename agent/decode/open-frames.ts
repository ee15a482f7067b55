import { createInterface } from 'node:readline'
import type { SourceInput } from '../source/source-input.ts'
import { type Decoder, openDecoder } from './ffmpeg.ts'
import type { Frame } from './frame.ts'
import { createFrameAssembler, type FrameAssembler } from './frame-assembler.ts'
import { createMailbox, type Mailbox } from './mailbox.ts'
import { createPicturePool, type PicturePool } from './picture-pool.ts'
import { parseShowinfo } from './showinfo.ts'
import { explainExit, stalled } from './source-error.ts'
import { createStallTimer, type StallTimer } from './stall-timer.ts'
import { createWarnings, type Warnings } from './warnings.ts'

export type FramesOptions = {
  readonly source: SourceInput
  /** Frames a second, at most. */
  readonly fps: number
  /** Pixels, at most. */
  readonly width: number
  /** Silence after which the source counts as lost; never less than the time of two and a half frames. */
  readonly stallMs: number
  /** Makes black, in the frame itself, what nobody is to see. */
  readonly mask?: (frame: Frame) => void
  readonly signal: AbortSignal
  /** Takes the stream as the source sent it, an MPEG transport stream, each time it is opened; it must read it. */
  readonly onCopy?: ((copy: AsyncIterable<Uint8Array>) => void) | undefined
}

export type Frames = {
  /**
   * To be read once. It ends when a source that has an end came to it, and throws SourceError when the source is lost, or
   * the signal's reason when that aborts. ffmpeg is gone when the loop over it is left, in whatever way.
   *
   * From a live source the reader gets the newest frame, and those it had no time for are dropped and counted. From a file
   * that is not played in real time it gets every frame, and ffmpeg waits for it.
   */
  readonly frames: AsyncIterable<Frame>
  /** Nobody reads this frame any more: its bytes are written to again. Frames that are not released are left to the garbage collector. */
  release(frame: Frame): void
  /** Frames that were overtaken by a newer one. */
  dropped(): number
  /** How often the decoder missed data of a picture. */
  damage(): number
}

/** Frames of a file that wait for the reader while ffmpeg works on the next. */
const maxWaiting = 2

/** Decodes one source once; reconnecting is for the caller. */
export function openFrames(options: FramesOptions): Frames {
  const pool = createPicturePool()
  const release = ({ data }: Frame) => pool.giveBack(data)
  const mailbox = createMailbox(options.source.live ? 'latest' : 'all', release)
  const warnings = createWarnings(options.source)
  return {
    frames: readFrames(options, mailbox, warnings, pool),
    release,
    dropped: () => mailbox.dropped(),
    damage: () => warnings.damage(),
  }
}

async function* readFrames(
  options: FramesOptions,
  mailbox: Mailbox<Frame>,
  warnings: Warnings,
  pool: PicturePool,
): AsyncGenerator<Frame, void, undefined> {
  const { source, fps, stallMs, mask, signal } = options
  signal.throwIfAborted()
  const decoder = await openDecoder({ ...options, withCopy: options.onCopy !== undefined })
  if (decoder.copy !== undefined) options.onCopy?.(decoder.copy)
  const longestMs = Math.max(stallMs, 2_500 / fps)
  const stall = createStallTimer(longestMs, () => {
    // ffmpeg that waits for the reader is silent for a good reason.
    if (decoder.pictures.isPaused()) stall.rewind()
    else mailbox.finish(stalled(source, longestMs, warnings))
  })
  const onAbort = () => mailbox.finish()
  signal.addEventListener('abort', onAbort)
  try {
    signal.throwIfAborted()
    fill(mailbox, decoder, createFrameAssembler(source, pool.take), source, stall, warnings)
    for (;;) {
      const frame = await mailbox.take()
      signal.throwIfAborted()
      if (frame === undefined) return
      if (decoder.pictures.isPaused()) {
        stall.rewind()
        decoder.pictures.resume()
      }
      mask?.(frame)
      yield frame
    }
  } finally {
    signal.removeEventListener('abort', onAbort)
    stall.close()
    await decoder.close()
  }
}

/** Puts what ffmpeg gives into the mailbox, until it ends. */
function fill(
  mailbox: Mailbox<Frame>,
  decoder: Decoder,
  assembler: FrameAssembler,
  source: SourceInput,
  stall: StallTimer,
  warnings: Warnings,
): void {
  const put = (assemble: () => Frame[]) => {
    try {
      for (const frame of assemble()) mailbox.put(frame)
    } catch (error) {
      mailbox.finish(error as Error)
    }
  }
  decoder.pictures.on('data', (chunk: Uint8Array) => {
    stall.rewind()
    put(() => assembler.addBytes(chunk))
    if (!source.live && mailbox.waiting() >= maxWaiting) decoder.pictures.pause()
  })
  createInterface({ input: decoder.log }).on('line', (line) => {
    const info = parseShowinfo(line)
    if (info !== undefined) put(() => assembler.addInfo(info))
    else warnings.add(line)
    // The camera has answered: its first key frame may take as long again.
    if (line.startsWith('[info] Input #0')) stall.rewind()
  })
  void decoder.exited.then((status) => {
    const isDone = status === 'code 0' && !source.endless
    mailbox.finish(isDone ? undefined : explainExit(source, warnings.last(), status))
  })
}
