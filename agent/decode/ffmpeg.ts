/** The only file that knows fluent-ffmpeg: it writes ffmpeg's command line. The process is ours. */
import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import ffmpeg from 'fluent-ffmpeg'
import type { SourceInput } from '../source/source-input.ts'
import { filterChain } from './filters.ts'
import { SourceError } from './source-error.ts'

/** How long ffmpeg may take to say goodbye to a camera before it is killed. */
const goodbyeMs = 1_000

export type Decoder = {
  /** YUV4MPEG2. */
  readonly pictures: Readable
  /** What ffmpeg says, in lines. */
  readonly log: Readable
  /** Resolves with `code 0`, `code 1` or `signal SIGKILL` when the process is gone and all it wrote has been read. */
  readonly exited: Promise<string>
  /** Ends the process for certain; resolves when it is gone. What it still writes is thrown away. */
  close(): Promise<void>
}

type DecoderOptions = {
  readonly source: SourceInput
  readonly fps: number
  readonly width: number
}

/**
 * Starts ffmpeg on a source.
 * @throws SourceError when ffmpeg is not installed or cannot be started
 */
export async function openDecoder({ source, fps, width }: DecoderOptions): Promise<Decoder> {
  const args = decoderArgs(source, fps, width, await requireFfmpeg())
  const child = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true })
  const exited = waitForExit(child)
  // Its streams are there only when the process is.
  await once(child, 'spawn').catch((error: unknown) => {
    throw startFailure(error)
  })
  return {
    pictures: child.stdout,
    log: child.stderr,
    exited,
    async close() {
      // A process that waits for us to read does not hear a signal.
      child.stdout.removeAllListeners('data').resume()
      child.stderr.resume()
      child.kill('SIGTERM')
      const killing = setTimeout(() => child.kill('SIGKILL'), goodbyeMs)
      await exited
      clearTimeout(killing)
    },
  }
}

/** How long a video file says it is, in milliseconds; undefined when it does not say, as a recording that goes on. */
export async function videoLengthMs(file: string): Promise<number | undefined> {
  // Without an output ffmpeg tells what it would read, and fails.
  const said = await promisify(execFile)('ffmpeg', ['-hide_banner', '-nostdin', '-i', `file:${file}`]).catch(
    (error: { stderr?: string }) => error,
  )
  const [, hours, minutes, seconds] = /Duration: (\d+):(\d+):([\d.]+)/.exec(said.stderr ?? '') ?? []
  return hours === undefined ? undefined : (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000
}

/** What `ffmpeg -version` calls itself, e.g. `5.1.9-0+deb12u1`; undefined when it is not installed. */
export async function ffmpegVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ffmpeg', ['-version'])
    return /^ffmpeg version (\S+)/.exec(stdout)?.[1] ?? 'unknown'
  } catch {
    return undefined
  }
}

/**
 * ffmpeg's command line, from 4.1 to 8.
 * @param version decides how it is told to pass frames on as they are: `-vsync` became `-fps_mode` in 5.1 and was then removed
 */
export function decoderArgs(source: SourceInput, fps: number, width: number, version: string): string[] {
  const [, major = 'new', minor = '0'] = /^n?(\d+)\.(\d+)/.exec(version) ?? []
  const isOld = major !== 'new' && Number(major) * 100 + Number(minor) < 501
  const command = ffmpeg(source.url)
    // `repeat`: each of showinfo's lines stands for a frame. `level`: tells what is said about a failure from mere news.
    .inputOptions(['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'repeat+level+info'])
    // One thread decodes several cameras' worth, without holding frames back as a pool of threads does.
    .inputOptions(['-threads', '1', ...source.inputOptions])
    .noAudio()
    .videoFilters(filterChain(fps, width))
    .outputOptions(['-map', '0:v:0', '-threads', '1', '-filter_threads', '1'])
    .outputOptions([isOld ? '-vsync' : '-fps_mode', 'passthrough'])
    .format('yuv4mpegpipe')
    .output('pipe:1')
  return argumentsOf(command)
}

/** ffmpeg's command line for a film of raw pictures (red, green, blue) that are written to its input. */
export function filmArgs(
  file: string,
  { width, height, fps }: { width: number; height: number; fps: number },
): string[] {
  const command = ffmpeg('pipe:0')
    .inputOptions(['-hide_banner', '-nostats', '-loglevel', 'error', '-f', 'rawvideo', '-pix_fmt', 'rgb24'])
    .inputOptions(['-video_size', `${width}x${height}`, '-framerate', String(fps)])
    .videoCodec('libx264')
    // Players look for the index before the pictures, and leap from key frame to key frame.
    .outputOptions(['-preset', 'veryfast', '-crf', '23', '-pix_fmt', 'yuv420p', '-movflags', '+faststart'])
    .outputOptions(['-g', String(Math.max(1, Math.round(fps * 2)))])
    .format('mp4')
    .outputOptions(['-y'])
    .output(`file:${file}`)
  return argumentsOf(command)
}

/**
 * Not `run()`: it starts ffmpeg twice more to ask what it can do and misreads the answer of ffmpeg 7, throws where nobody can
 * catch when a process cannot be started, and does not tell when the one it killed is gone. The library is archived, so this
 * name stays.
 */
function argumentsOf(command: ffmpeg.FfmpegCommand): string[] {
  return (command as unknown as { _getArguments(): string[] })._getArguments()
}

async function requireFfmpeg(): Promise<string> {
  const version = await ffmpegVersion()
  if (version === undefined) throw startFailure({ code: 'ENOENT' })
  return version
}

function startFailure(error: unknown): SourceError {
  const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
  const sentence = isMissing
    ? 'ffmpeg was not found; install it: sudo apt-get install ffmpeg'
    : 'ffmpeg could not be started; is the machine out of memory or processes?'
  return new SourceError(isMissing ? 'no-ffmpeg' : 'failed', sentence, '', { cause: error })
}

function waitForExit(child: ChildProcessByStdio<null, Readable, Readable>): Promise<string> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve(signal === null ? `code ${code}` : `signal ${signal}`))
  })
}
