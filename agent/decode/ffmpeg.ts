/** The only file that knows fluent-ffmpeg: it writes ffmpeg's command line. The process is ours. */
import { execFile } from 'node:child_process'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import ffmpeg, { type FfmpegCommand } from 'fluent-ffmpeg'
import type { SourceInput } from '../source/source-input.ts'
import { startFailure, startFfmpeg } from './ffmpeg-process.ts'
import { filterChain } from './filters.ts'

/** The number by which ffmpeg knows the pipe of the copy. */
const copyPipe = 3

export type Decoder = {
  /** YUV4MPEG2. */
  readonly pictures: Readable
  /** The stream as the source sent it, as an MPEG transport stream, when it was asked for. Must be read. */
  readonly copy: Readable | undefined
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
  /** The source is opened once for both: many cameras serve few clients. */
  readonly withCopy: boolean
}

/**
 * Starts ffmpeg on a source.
 * @throws SourceError when ffmpeg is not installed or cannot be started
 */
export async function openDecoder({ source, fps, width, withCopy }: DecoderOptions): Promise<Decoder> {
  const args = decoderArgs(source, fps, width, await requireFfmpeg(), withCopy)
  const child = await startFfmpeg(args, withCopy ? 4 : 3)
  const copy = withCopy ? (child.stdio[copyPipe] as Readable) : undefined
  let isClosing = false
  void child.exited.then(() => {
    // Perhaps there is another one now, which does not know these options.
    if (!isClosing) knownVersion = undefined
  })
  return {
    pictures: child.stdout,
    copy,
    log: child.stderr,
    exited: child.exited,
    close() {
      isClosing = true
      child.stdout.removeAllListeners('data').resume()
      return child.close()
    },
  }
}

export type Copier = Omit<Decoder, 'pictures' | 'copy'> & { readonly copy: Readable }

/**
 * Starts ffmpeg on a source whose pictures nobody looks at: they are only passed on as they were sent.
 * @throws SourceError when ffmpeg is not installed or cannot be started
 */
export async function openCopier(source: SourceInput): Promise<Copier> {
  const child = await startFfmpeg(copierArgs(source), 3)
  return { copy: child.stdout, log: child.stderr, exited: child.exited, close: child.close }
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
export function decoderArgs(
  source: SourceInput,
  fps: number,
  width: number,
  version: string,
  withCopy = false,
): string[] {
  const [, major = 'new', minor = '0'] = /^n?(\d+)\.(\d+)/.exec(version) ?? []
  const isOld = major !== 'new' && Number(major) * 100 + Number(minor) < 501
  const command = ffmpeg(source.url)
    .inputOptions(quiet)
    // One thread decodes several cameras' worth, without holding frames back as a pool of threads does.
    .inputOptions(['-threads', '1', ...source.inputOptions])
    .noAudio()
    .videoFilters(filterChain(fps, width))
    .outputOptions(['-map', '0:v:0', '-threads', '1', '-filter_threads', '1'])
    .outputOptions([isOld ? '-vsync' : '-fps_mode', 'passthrough'])
    .format('yuv4mpegpipe')
    .output('pipe:1')
  if (withCopy) addCopy(command.output(`pipe:${copyPipe}`), source)
  return argumentsOf(command)
}

function copierArgs(source: SourceInput): string[] {
  const command = ffmpeg(source.url).inputOptions([...quiet, ...source.inputOptions])
  return argumentsOf(addCopy(command.output('pipe:1'), source))
}

/**
 * The first pictures over RTP have no time yet, and no muxer takes them: what is recorded begins with the next key frame.
 * The filter can do this from ffmpeg 5.0 on.
 */
const leaveOutUntimed = 'noise=drop=eq(pts\\,nopts)'

/** What is recorded: the video as it was sent; what no transport stream can hold is encoded, cheaply. */
function addCopy(command: FfmpegCommand, source: SourceInput): FfmpegCommand {
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p']
  const keyFrames = ['-force_key_frames', 'expr:gte(t,n_forced*2)']
  return (
    command
      .noAudio()
      .outputOptions([
        '-map',
        '0:v:0',
        '-threads',
        '1',
        ...(source.isRaw ? [...encode, ...keyFrames] : ['-c:v', 'copy', '-bsf:v', leaveOutUntimed]),
      ])
      // Each packet leaves when it has come: its time of arrival is the time of the picture.
      .outputOptions(['-muxdelay', '0', '-muxpreload', '0', '-flush_packets', '1'])
      .format('mpegts')
  )
}

/** How a clip comes to its file: `pictures` are raw ones (YUV4MPEG2), all else is a transport stream. */
export type ClipEncoding = 'copied' | 'encoded' | 'pictures' | { readonly maskedBy: string }

const clipInput = ['-hide_banner', '-nostats', '-loglevel', 'repeat+level+warning', '-threads', '1']

/** ffmpeg's command line for what is written to its input, to become an MP4 that every browser plays from its start. */
export function clipArgs(file: string, look: ClipEncoding): string[] {
  const encode = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '24', '-pix_fmt', 'yuv420p', '-threads', '1']
  const isMasked = typeof look === 'object'
  const pictures = ['-map', isMasked ? '[masked]' : '0:v:0']
  const command = ffmpeg('pipe:0')
    .inputOptions([...clipInput, '-f', look === 'pictures' ? 'yuv4mpegpipe' : 'mpegts'])
    .noAudio()
    .outputOptions(look === 'copied' ? ['-map', '0:v:0', '-c:v', 'copy'] : [...pictures, ...encode])
    // The index goes first, so that it plays before all of it is there; the same packets give the same bytes.
    .outputOptions([
      '-movflags',
      '+faststart',
      '-map_metadata',
      '-1',
      '-fflags',
      '+bitexact',
      '-flags:v',
      '+bitexact',
      '-y',
    ])
    .format('mp4')
    .output(file)
  if (isMasked) {
    const layOver = '[1:v][0:v]scale2ref[mask][picture];[picture][mask]overlay[masked]'
    command.input(look.maskedBy).complexFilter(layOver)
  }
  return argumentsOf(command)
}

/** Wider clips are made smaller where each of their pictures is changed: a small box has other things to do. */
const maxChangedWidth = 1920

/**
 * The other way round: a transport stream to raw pictures (YUV4MPEG2), so many a second without a gap, so that the place of a
 * picture says its time.
 */
export function clipReaderArgs(fps: number): string[] {
  const width = `scale=w='trunc(min(${maxChangedWidth},iw*sar)/2)*2':h='trunc(ow/dar/2)*2',setsar=1`
  const command = ffmpeg('pipe:0')
    .inputOptions([...clipInput, '-f', 'mpegts'])
    .noAudio()
    .videoFilters([`fps=${fps}`, width, 'format=yuv420p'])
    .outputOptions(['-map', '0:v:0', '-threads', '1', '-filter_threads', '1'])
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

// `repeat`: each of showinfo's lines stands for a frame. `level`: tells what is said about a failure from mere news.
const quiet = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'repeat+level+info']

function argumentsOf(command: FfmpegCommand): string[] {
  // Not `run()`: it starts ffmpeg twice more to ask what it can do and misreads the answer of ffmpeg 7, throws where nobody
  // can catch when a process cannot be started, and does not tell when the one it killed is gone. The library is archived,
  // so this name stays.
  return (command as unknown as { _getArguments(): string[] })._getArguments()
}

/** Asked for once: a camera that is opened again need not wait for it. */
let knownVersion: string | undefined

async function requireFfmpeg(): Promise<string> {
  knownVersion ??= await ffmpegVersion()
  if (knownVersion === undefined) throw startFailure({ code: 'ENOENT' })
  return knownVersion
}
