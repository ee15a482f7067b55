import { PassThrough, type Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type ClipEncoding, clipArgs, clipReaderArgs } from './ffmpeg.ts'
import { setLowPriority, startFfmpeg } from './ffmpeg-process.ts'
import { createY4mParser, type Picture } from './y4m.ts'

/** Changes a picture in its own bytes. @param index from 0, in the order of the clip */
export type ChangePicture = (picture: Picture, index: number) => void

/** `masked`: under a picture, which is stretched over it. `change`: each picture, of which there is one every `frameMs`. */
export type ClipLook = Exclude<ClipEncoding, 'pictures'> | { readonly change: ChangePicture; readonly frameMs: number }

export type ClipWriter = {
  /** Takes the transport stream. */
  readonly input: Writable
  /** What ffmpeg says, in lines. */
  readonly log: Readable
  /** Resolves with `code 0` when the clip is whole, else with what went wrong. */
  readonly exited: Promise<string>
  close(): Promise<void>
}

/**
 * Starts ffmpeg on a transport stream of H.264 or anything else, to be written as an MP4 that every browser plays from its start.
 * @param look what is decoded and encoded again: what a browser does not play, and what somebody must not see
 * @throws SourceError when ffmpeg is not installed or cannot be started
 */
export async function openClipWriter(file: string, look: ClipLook): Promise<ClipWriter> {
  if (typeof look === 'object' && 'change' in look) return openChangingWriter(file, look.change, look.frameMs)
  const child = await startFfmpeg(clipArgs(file, look), 3, 'pipe')
  // To copy takes no time; to encode does, and frames cannot wait for it.
  if (look !== 'copied') setLowPriority(child.pid)
  return { input: child.stdin as Writable, log: child.stderr, exited: child.exited, close: child.close }
}

/** One ffmpeg decodes, another encodes, and in between the pictures are in our hands. */
async function openChangingWriter(file: string, change: ChangePicture, frameMs: number): Promise<ClipWriter> {
  const fps = 1_000 / frameMs
  const decoder = await startFfmpeg(clipReaderArgs(fps), 3, 'pipe')
  const encoder = await startFfmpeg(clipArgs(file, 'pictures'), 3, 'pipe').catch(async (error: unknown) => {
    await decoder.close()
    throw error
  })
  for (const { pid } of [decoder, encoder]) setLowPriority(pid)
  const log = new PassThrough()
  for (const { stderr } of [decoder, encoder]) stderr.pipe(log, { end: false })
  const close = async (): Promise<void> => {
    await Promise.all([decoder.close(), encoder.close()])
    log.end()
  }
  const changed = pipeline(changePictures(decoder.stdout, change, fps), encoder.stdin as Writable)
  const passed = changed.then(
    () => 'code 0',
    async (error: Error) => {
      // A clip that ends where changing its pictures failed looks whole to the encoder.
      await close()
      return error.message
    },
  )
  // What failed first is what the others end of.
  const all = Promise.all([passed, decoder.exited, encoder.exited])
  const exited = all.then((statuses) => statuses.find((status) => status !== 'code 0') ?? 'code 0')
  return { input: decoder.stdin as Writable, log, exited, close }
}

async function* changePictures(
  chunks: AsyncIterable<Uint8Array>,
  change: ChangePicture,
  fps: number,
): AsyncGenerator<Uint8Array> {
  const parser = createY4mParser()
  let index = 0
  for await (const chunk of chunks) {
    for (const picture of parser.push(chunk)) {
      change(picture, index)
      const { width, height } = picture
      if (index === 0)
        yield Buffer.from(`YUV4MPEG2 W${width} H${height} F${Math.round(fps * 1_000)}:1000 Ip A1:1 C420jpeg\n`)
      index += 1
      yield Buffer.from('FRAME\n')
      yield picture.data
    }
  }
}
