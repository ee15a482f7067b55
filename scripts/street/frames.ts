import { spawn } from 'node:child_process'
import type { Frame } from '../../agent/decode/frame.ts'

/** Decodes a film, frame by frame as it is read. @throws Error with what ffmpeg said */
export async function* readFrames(file: string, width: number, height: number): AsyncGenerator<Frame> {
  const input = ['-v', 'error', '-i', file]
  const ffmpeg = spawn('ffmpeg', [...input, '-f', 'rawvideo', '-pix_fmt', 'yuv420p', 'pipe:1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const failed = new Promise<never>((_, reject) =>
    ffmpeg.once('error', (cause) => reject(new Error('street: starting ffmpeg; is it installed?', { cause }))),
  )
  failed.catch(() => undefined)
  const bytes = width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2)
  let data = new Uint8Array(new SharedArrayBuffer(bytes))
  let filled = 0
  let frames = 0
  try {
    const chunks = ffmpeg.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>
    for (let next = await Promise.race([chunks.next(), failed]); !next.done; next = await chunks.next()) {
      for (let chunk: Buffer = next.value; chunk.length > 0; ) {
        const taken = chunk.subarray(0, bytes - filled)
        data.set(taken, filled)
        filled += taken.length
        chunk = chunk.subarray(taken.length)
        if (filled < bytes) continue
        yield { at: frames++, width, height, data }
        data = new Uint8Array(new SharedArrayBuffer(bytes))
        filled = 0
      }
    }
  } finally {
    ffmpeg.kill('SIGKILL')
  }
}
