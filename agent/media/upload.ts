import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../runtime/log.ts'
import { supervise } from '../../runtime/supervise.ts'
import type { MediaFolder } from './media-folder.ts'

export type UploadOptions = {
  readonly folder: MediaFolder
  readonly collectorUrl: string
  /** Events go first: while this is false, pictures wait. */
  readonly mayUpload: () => boolean
  readonly log: Log
  readonly signal: AbortSignal
}

/** A picture should be there when its event is looked at. */
const idleMs = 50
const timeoutMs = 60_000

/**
 * Uploads pending pictures, oldest first, one at a time, until the signal aborts. A picture leaves the folder only when the
 * collector has it, or says that it will never take it.
 */
export function uploadMedia({ folder, collectorUrl, mayUpload, log, signal }: UploadOptions): Promise<void> {
  const run = async (_: AbortSignal, healthy: () => void): Promise<void> => {
    while (!signal.aborted) {
      const sha256 = mayUpload() ? folder.next() : undefined
      if (sha256 === undefined) {
        await sleep(idleMs, undefined, { signal }).catch(() => undefined)
        continue
      }
      const jpeg = await folder.read(sha256)
      if (jpeg === undefined) {
        // The quota may take a picture between the two lines above; anybody else must not.
        log.warn({ sha256 }, 'a picture was gone before it could be uploaded')
      } else {
        const refusal = await put(`${collectorUrl.replace(/\/+$/, '')}/api/media/${sha256}`, jpeg, signal)
        if (refusal !== undefined)
          log.error({ sha256, ...refusal }, 'the collector refuses this picture; it is dropped')
      }
      await folder.remove(sha256)
      healthy()
    }
  }
  return supervise(run, {
    signal,
    onFailure: ({ error, attempt, retryInMs }) =>
      log.warn({ err: error, attempt, retryInMs, pending: folder.status().pending }, 'pictures are not uploaded yet'),
  })
}

type Answer = { readonly status: number; readonly detail: string }

/** Answers that stay the same however often the same bytes are sent. */
const finalStatuses = new Set([400, 413, 415, 422])

/** @throws Error when it is worth trying again */
async function put(url: string, jpeg: Buffer, signal: AbortSignal): Promise<Answer | undefined> {
  const { status, detail } = await request(url, jpeg, signal).catch((error: unknown) => {
    throw new Error(`media: uploading to ${url}`, { cause: error })
  })
  if (status >= 200 && status < 300) return undefined
  if (finalStatuses.has(status)) return { status, detail }
  throw new Error(`media: ${url} answered ${status}: ${detail}`)
}

async function request(url: string, jpeg: Buffer, signal: AbortSignal): Promise<Answer> {
  const response = await fetch(url, {
    method: 'PUT',
    body: new Uint8Array(jpeg),
    headers: { 'content-type': 'image/jpeg' },
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  })
  return { status: response.status, detail: (await response.text()).slice(0, 400) }
}
