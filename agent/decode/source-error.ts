import type { SourceInput } from '../source/source-input.ts'
import type { Warnings } from './warnings.ts'

export type SourceReason =
  | 'no-ffmpeg'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'unknown-host'
  | 'refused'
  | 'unreachable'
  | 'no-video'
  | 'invalid-data'
  | 'stalled'
  | 'ended'
  | 'size-changed'
  | 'clock-set'
  | 'failed'

/** Why a source gives no frames. The message is one sentence for people; neither it nor `detail` holds user or password. */
export class SourceError extends Error {
  readonly reason: SourceReason
  /** The last warnings and errors of ffmpeg, one a line; empty when it said nothing. */
  readonly detail: string

  constructor(reason: SourceReason, sentence: string, detail = '', options?: ErrorOptions) {
    super(`decode: ${sentence}`, options)
    this.name = 'SourceError'
    this.reason = reason
    this.detail = detail
  }
}

type Explanation = readonly [said: RegExp, reason: SourceReason, sentence: (source: SourceInput) => string]

/** In the order of trust: what a camera answered says more than what ffmpeg made of it. */
const explanations: readonly Explanation[] = [
  [
    /401 Unauthorized/,
    'unauthorized',
    ({ redactedUrl, hasLogin }) =>
      hasLogin
        ? `${redactedUrl} refused the user or password (401); check source.username and source.password`
        : `${redactedUrl} asks for a user and password (401); set source.username and source.password`,
  ],
  [/403 Forbidden/, 'forbidden', (s) => `${s.redactedUrl} does not let this user watch (403)`],
  [/404 Not Found|454 Session/, 'not-found', (s) => `${s.redactedUrl} does not exist (404); check the path`],
  [/No such file or directory/, 'not-found', (s) => `there is no file ${s.redactedUrl}; check source.url`],
  [/Is a directory/, 'not-found', (s) => `${s.redactedUrl} is a folder, not a video file; check source.url`],
  [/Permission denied/, 'forbidden', (s) => `${s.redactedUrl} cannot be read; check the permissions of the file`],
  [
    /Failed to resolve hostname|Name or service not known|Temporary failure in name resolution/,
    'unknown-host',
    (s) => `the host of ${s.redactedUrl} has no address; check the name, or use the camera's IP address`,
  ],
  [
    /Connection refused/,
    'refused',
    (s) => `nothing answers at ${s.redactedUrl} (connection refused); check the port, and that the camera is on`,
  ],
  [
    /No route to host|Network is unreachable|Connection timed out|Host is down/,
    'unreachable',
    (s) => `${s.redactedUrl} cannot be reached; check cable, network and address`,
  ],
  [/matches no streams|does not contain any stream/, 'no-video', (s) => `there is no video in ${s.redactedUrl}`],
  [
    /Invalid data found when processing input|moov atom not found/,
    'invalid-data',
    (s) => `${s.redactedUrl} is no video that ffmpeg can read`,
  ],
]

/** ffmpeg ended although it should not have; `lines` are its last warnings and errors. */
export function explainExit(source: SourceInput, lines: readonly string[], status: string): SourceError {
  const detail = lines.join('\n')
  // What it complained about before was not why it ended: a cut stream leaves half a picture, which cannot be decoded.
  if (status === 'code 0') return new SourceError('ended', `${source.redactedUrl} ended the stream`, detail)
  const known = explanations.find(([said]) => said.test(detail))
  if (known !== undefined) return new SourceError(known[1], known[2](source), detail)
  const last = lines.at(-1) ?? 'it did not say why'
  return new SourceError('failed', `ffmpeg ended with ${status} on ${source.redactedUrl}: ${last}`, detail)
}

/** Nothing has come for too long. */
export function stalled(source: SourceInput, silentMs: number, warnings: Warnings): SourceError {
  const seconds = Math.round(silentMs / 1000)
  return new SourceError(
    'stalled',
    `no picture from ${source.redactedUrl} for ${seconds} s`,
    warnings.last().join('\n'),
  )
}
