import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { StreetOptions } from './options.ts'

export type VideoWriter = {
  /** Resolves when another frame may be given; the pixels (red, green, blue) may change then. */
  write(pixels: Uint8Array): Promise<void>
  /** Resolves when the file is complete. */
  finish(): Promise<void>
  /** Ends ffmpeg; the file is of no use. */
  abort(): void
}

/**
 * Encodes H.264 with ffmpeg, on one thread so that the same frames give the same file.
 * @throws Error with what ffmpeg said
 */
export function openVideo(file: string, { width, height, fps, crf }: StreetOptions): VideoWriter {
  const size = `${width}x${height}`
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-video_size', size, '-framerate', String(fps), '-i', 'pipe:0']
  const codec = [
    '-c:v',
    'libx264',
    '-preset',
    'slow',
    '-crf',
    String(crf),
    '-g',
    String(Math.round(fps * 8)),
    '-threads',
    '1',
  ]
  // Players look at the colour tags, and at the index before the pictures.
  const colours = ['-pix_fmt', 'yuv420p', '-colorspace', 'smpte170m', '-color_range', 'tv']
  const output = [
    '-fflags',
    '+bitexact',
    '-flags:v',
    '+bitexact',
    '-map_metadata',
    '-1',
    '-movflags',
    '+faststart',
    '-y',
    file,
  ]
  const ffmpeg = spawn('ffmpeg', ['-v', 'error', ...input, ...codec, ...colours, ...output], {
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  const said: Buffer[] = []
  ffmpeg.stderr.on('data', (data: Buffer) => said.push(data))
  // It tells by its end, not by its input, why it would take no more.
  ffmpeg.stdin.on('error', () => undefined)
  const ended = new Promise<void>((resolve, reject) => {
    ffmpeg.once('error', (cause) => reject(new Error('street: starting ffmpeg; is it installed?', { cause })))
    ffmpeg.once('close', (code) => {
      if (code === 0) resolve()
      else
        reject(
          new Error(
            `street: encoding ${file}: ${Buffer.concat(said).toString().trim() || `ffmpeg ended with ${code}`}`,
          ),
        )
    })
  })
  ended.catch(() => undefined)

  return {
    async write(pixels) {
      // The pipe keeps what it is given until it is written; the next frame is drawn into the same bytes.
      if (!ffmpeg.stdin.write(Buffer.from(pixels))) await Promise.race([once(ffmpeg.stdin, 'drain'), ended])
    },
    async finish() {
      ffmpeg.stdin.end()
      await ended
    },
    abort: () => ffmpeg.kill('SIGKILL'),
  }
}
