/** What a camera's config says about its source → what ffmpeg is told to open. */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { redactUrl } from '../../runtime/log.ts'

export type SourceOptions = {
  readonly url: string
  readonly username?: string
  readonly password?: string
  readonly loop: boolean
  readonly realTime: boolean
  /** Epoch milliseconds of the first frame of a file played with `realTime: false`. */
  readonly startAt?: number
}

export type SourceInput = {
  readonly kind: 'rtsp' | 'http' | 'file' | 'test'
  /** For ffmpeg alone: it holds user and password. */
  readonly url: string
  /** For logs, messages and people. */
  readonly redactedUrl: string
  /** ffmpeg's options of this input, name and value in turn. */
  readonly inputOptions: readonly string[]
  /** It plays at the speed of the world: frames are timed by their arrival, and a late reader misses some. */
  readonly live: boolean
  /** It never ends by itself: its end is a failure. */
  readonly endless: boolean
  readonly hasLogin: boolean
  /** It sends pictures that belong to no film, uncoded or each by itself: to be recorded they must be encoded first. */
  readonly isRaw: boolean
  readonly startAt?: number
}

const accepted = 'give rtsp://…, rtsps://…, http://… or https://… (MJPEG or HLS), the path of a video file, or test://'

/**
 * Does not touch the world: whether the file or camera is there shows when it is opened.
 * @throws Error when the address is none we can open
 */
export function sourceInput(options: SourceOptions): SourceInput {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(options.url)?.[1]?.toLowerCase() ?? ''
  switch (scheme) {
    case 'rtsp':
    case 'rtsps':
      return rtspInput(options)
    case 'http':
    case 'https':
      return httpInput(options)
    case 'test':
      return testInput(options)
    case 'file':
      return fileInput(options, pathOf(options.url))
    default:
      if (options.url.includes('://'))
        throw unusable(options.url, `${scheme === '' ? 'it' : `${scheme}://`} is no source we can open`)
      return fileInput(options, options.url)
  }
}

function rtspInput(options: SourceOptions): SourceInput {
  return {
    kind: 'rtsp',
    ...networkAddress(options),
    // Without these two ffmpeg watches the stream for most of a second only to guess its frame rate, which nobody here reads.
    // Its time limits are left alone: the option's name and meaning differ between versions, and stalls are noticed by us.
    inputOptions: [
      ...['-rtsp_transport', 'tcp', '-allowed_media_types', 'video'],
      ...['-fpsprobesize', '0', '-analyzeduration', '500000'],
    ],
    live: true,
    endless: true,
    isRaw: false,
  }
}

function httpInput(options: SourceOptions): SourceInput {
  const address = networkAddress(options)
  const isHls = /\.m3u8$/i.test(new URL(address.url).pathname)
  // HLS arrives in segments of seconds: play each at its own speed. MJPEG carries no times: take those of its arrival.
  const inputOptions = isHls ? ['-re'] : ['-use_wallclock_as_timestamps', '1']
  return { kind: 'http', ...address, inputOptions, live: true, endless: true, isRaw: !isHls }
}

function testInput(options: SourceOptions): SourceInput {
  return {
    kind: 'test',
    url: 'testsrc2=size=960x540:rate=15',
    redactedUrl: options.url,
    inputOptions: ['-re', '-f', 'lavfi'],
    live: true,
    endless: true,
    hasLogin: false,
    isRaw: true,
  }
}

function fileInput({ loop, realTime, startAt }: SourceOptions, path: string): SourceInput {
  const file = resolve(path)
  const endless = realTime && loop
  return {
    kind: 'file',
    // The protocol is named so that a colon in the path is not taken for one.
    url: `file:${file}`,
    redactedUrl: file,
    inputOptions: [...(realTime ? ['-re'] : []), ...(endless ? ['-stream_loop', '-1'] : [])],
    live: realTime,
    endless,
    hasLogin: false,
    isRaw: false,
    ...(startAt === undefined ? {} : { startAt }),
  }
}

function networkAddress(options: SourceOptions): Pick<SourceInput, 'url' | 'redactedUrl' | 'hasLogin'> {
  const url = URL.canParse(options.url) ? new URL(options.url) : undefined
  if (url === undefined || url.hostname === '') throw unusable(options.url, 'it is not a whole address')
  if (options.password !== undefined && options.username === undefined && url.username === '') {
    throw unusable(options.url, 'there is a password without a username')
  }
  if (options.username !== undefined) url.username = encodeURIComponent(options.username)
  if (options.password !== undefined) url.password = encodeURIComponent(options.password)
  return { url: url.href, redactedUrl: redact(url.href), hasLogin: url.username !== '' }
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url)
  } catch {
    throw unusable(url, 'it is not the address of a file on this machine')
  }
}

function unusable(url: string, why: string): Error {
  // An address that does not parse may hold a password with an @ or a / in it: everything up to the last @ is hidden.
  const shown = redact(url.replace(/^([^:]*:\/*).*@/, '$1***@'))
  return new Error(`source: "${shown}" cannot be used: ${why}; ${accepted}`)
}

/** Many cameras take the password in the query or the path: `?user=admin&password=…`, `/user=admin&password=…`. */
function redact(text: string): string {
  return redactUrl(text).replace(/([?&;/](?:password|passwd|pwd|pass|token|auth|key)=)[^&;/#\s]*/gi, '$1***')
}
