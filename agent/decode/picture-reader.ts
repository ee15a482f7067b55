import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { clipReaderArgs } from './ffmpeg.ts'
import { setLowPriority, startFfmpeg } from './ffmpeg-process.ts'
import { createY4mParser, type Picture } from './y4m.ts'

/** A picture is decoded within this on any box, or nobody waits for it any longer. */
const patienceMs = 20_000

/**
 * Decodes a transport stream up to one of its pictures.
 * @param index from 0, in pictures that follow each other every `frameMs`; of a stream that ends before, its last
 * @throws SourceError when ffmpeg cannot be started, Error when there is no picture in it
 */
export async function readPicture(
  packets: AsyncIterable<Buffer>,
  frameMs: number,
  index: number,
  signal: AbortSignal,
): Promise<Picture> {
  const child = await startFfmpeg(clipReaderArgs(1_000 / frameMs), 3, 'pipe')
  // Frames that are analysed do not wait for it.
  setLowPriority(child.pid)
  child.stderr.resume()
  const end = () => void child.close()
  const giveUp = setTimeout(end, patienceMs)
  signal.addEventListener('abort', end)
  try {
    // What is not needed any more is not taken any more.
    const fed = pipeline(Readable.from(packets), child.stdin as Writable).catch(() => undefined)
    const picture = await pictureAt(child.stdout, index)
    void fed
    if (picture === undefined) throw new Error('decode: there is no picture in what was recorded')
    return picture
  } finally {
    clearTimeout(giveUp)
    signal.removeEventListener('abort', end)
    await child.close()
  }
}

async function pictureAt(chunks: AsyncIterable<Uint8Array>, index: number): Promise<Picture | undefined> {
  const parser = createY4mParser()
  let last: Picture | undefined
  let count = 0
  for await (const chunk of chunks) {
    for (const picture of parser.push(chunk)) {
      last = picture
      if (count === index) return picture
      count += 1
    }
  }
  return last
}
