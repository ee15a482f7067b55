import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { filmArgs } from '../decode/ffmpeg.ts'

export type Film = {
  /**
   * Adds a picture that shows `at`; the one before stands until then.
   * @param pixels red, green and blue of each
   */
  add(at: number, pixels: Buffer): Promise<void>
  /** Resolves when the file is complete. @throws Error with what ffmpeg said */
  finish(): Promise<void>
}

export type FilmOptions = {
  readonly width: number
  readonly height: number
  /** Pictures a second. */
  readonly fps: number
}

/** A pause of the source that is longer is cut: its clock has leapt. */
const longestPauseMs = 60_000

/** An mp4 that lasts as long as what it shows. */
export function openFilm(file: string, { width, height, fps }: FilmOptions): Film {
  // In a process group of its own: Ctrl-C ends the video, and ffmpeg still has to end the file.
  const child = spawn('ffmpeg', filmArgs(file, { width, height, fps }), {
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  })
  const said: Buffer[] = []
  child.stderr.on('data', (data: Buffer) => said.push(data))
  // It tells by its end, not by its input, why it would take no more.
  child.stdin.on('error', () => undefined)
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      const reason = Buffer.concat(said).toString().trim().split('\n').at(-1)
      if (code === 0) resolve()
      else reject(new Error(reason || `ffmpeg ended with ${code}`))
    })
  })
  ended.catch(() => undefined)
  let startAt: number | undefined
  let written = 0
  let last: Buffer | undefined

  const write = async (pixels: Buffer): Promise<void> => {
    written += 1
    if (!child.stdin.write(pixels)) await Promise.race([once(child.stdin, 'drain'), ended])
  }

  return {
    async add(at, pixels) {
      startAt ??= at
      const pausedMs = at - startAt - (written * 1000) / fps
      if (pausedMs > longestPauseMs) startAt += pausedMs
      const due = Math.round(((at - startAt) * fps) / 1000)
      for (; last !== undefined && written < due; ) await write(last)
      // Of two pictures for one place the first is shown.
      if (written === due) await write(pixels)
      last = pixels
    },
    async finish() {
      child.stdin.end()
      await ended
    },
  }
}
