import { setTimeout as sleep } from 'node:timers/promises'
import { createHttpClient, type HttpClient } from '../../runtime/http-client.ts'
import type { Log } from '../../runtime/log.ts'
import { supervise } from '../../runtime/supervise.ts'
import type { Media, MediaFolder } from './media-folder.ts'
import { createPace } from './pace.ts'
import { createTurns } from './turns.ts'
import { type ClipUpload, createClipUpload, pieceBytes, uploadError } from './upload-clip.ts'

export type UploadOptions = {
  readonly folder: MediaFolder
  readonly collectorUrl: string
  /** Who uploads, as the value of that header; without it, nobody in particular. */
  readonly authorization?: string | undefined
  /** Authorities that the collector may be certified by, PEM; else those that Node knows. */
  readonly ca?: string | undefined
  /** On average, so that events and the camera itself find room on a thin link. */
  readonly maxBytesPerS: number
  /** Events go first: while this is false, pictures wait. */
  readonly mayUpload: () => boolean
  readonly log: Log
  readonly signal: AbortSignal
}

/** While pictures wait for events: one should be there when its event is looked at. */
const waitMs = 50
const timeoutMs = 60_000

/**
 * Uploads what is pending in the folder's order, one at a time, until the signal aborts; between two pieces of a clip, what
 * has come to be before it. Clips go last, but pictures never hold them up for ever. A file leaves the folder only when the
 * collector has it, or says that it will never take it.
 */
export function uploadMedia(options: UploadOptions): Promise<void> {
  const { folder, mayUpload, log, signal } = options
  const pace = createPace(options.maxBytesPerS)
  const http = createHttpClient(options.ca)
  const clips = createClipUpload(http, options.authorization)
  const turns = createTurns(pieceBytes)
  const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined)

  const run = async (_: AbortSignal, healthy: () => void): Promise<void> => {
    while (!signal.aborted) {
      await folder.whenPending(signal)
      const media = mayUpload() ? folder.next(turns.order()) : undefined
      if (media === undefined) {
        await pause(waitMs)
        continue
      }
      const startedAt = performance.now()
      const { sentBytes, isDone } =
        media.kind === 'clip' ? await uploadPiece(media, clips, options) : await upload(media, http, options)
      if (isDone) await folder.remove(media.sha256)
      turns.sent(media.kind, sentBytes)
      healthy()
      await pause(pace.spend(sentBytes, startedAt) - (performance.now() - startedAt))
    }
  }
  return supervise(run, {
    signal,
    onFailure: ({ error, attempt, retryInMs }) =>
      log.warn({ err: error, attempt, retryInMs, pending: folder.status().pending }, 'pictures are not uploaded yet'),
  })
}

type Step = { readonly sentBytes: number; readonly isDone: boolean }

/** @throws Error when it is worth trying again */
async function uploadPiece(media: Media, clips: ClipUpload, options: UploadOptions): Promise<Step> {
  const { folder, log, signal } = options
  const { kind, sha256 } = media
  const file = folder.fileOf(media)
  const outcome = await clips.sendPiece(media, file, mediaUrl(options, sha256), signal).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    log.warn({ kind, sha256 }, 'a clip was gone before it could be uploaded')
    return { kind: 'done' as const, sentBytes: 0 }
  })
  if (outcome.kind === 'refused') {
    const { status, detail } = outcome
    log.error({ kind, sha256, status, detail }, 'the collector refuses this clip; it is dropped')
  }
  return { sentBytes: outcome.sentBytes, isDone: outcome.kind !== 'more' }
}

function mediaUrl({ collectorUrl }: UploadOptions, sha256: string): string {
  return `${collectorUrl.replace(/\/+$/, '')}/api/media/${sha256}`
}

/** @throws Error when it is worth trying again */
async function upload(media: Media, http: HttpClient, options: UploadOptions): Promise<Step> {
  const { folder, log } = options
  const { kind, sha256 } = media
  const bytes = await folder.read(media)
  // The budget may take a file between its turn and here; anybody else must not.
  if (bytes === undefined) {
    log.warn({ kind, sha256 }, 'a picture was gone before it could be uploaded')
    return { sentBytes: 0, isDone: true }
  }
  const refusal = await put(http, mediaUrl(options, sha256), bytes, options)
  if (refusal !== undefined)
    log.error({ kind, sha256, ...refusal }, 'the collector refuses this picture; it is dropped')
  return { sentBytes: bytes.byteLength, isDone: true }
}

type Refusal = { readonly status: number; readonly detail: string }

/** Answers that stay the same however often the same bytes are sent. */
const finalStatuses = new Set([400, 413, 415, 422])
const maxDetail = 400

/** @throws Error when it is worth trying again */
async function put(
  http: HttpClient,
  url: string,
  body: Buffer,
  { authorization, signal }: UploadOptions,
): Promise<Refusal | undefined> {
  const { status, text } = await http(url, {
    method: 'PUT',
    body,
    headers: { 'content-type': 'image/jpeg', ...(authorization !== undefined && { authorization }) },
    timeoutMs,
    signal,
  }).catch((error: unknown) => {
    throw uploadError(url, error)
  })
  const detail = text.slice(0, maxDetail)
  if (status >= 200 && status < 300) return undefined
  if (finalStatuses.has(status)) return { status, detail }
  throw new Error(`media: ${url} answered ${status}: ${detail}`)
}
