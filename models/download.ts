import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { type Backoff, supervise } from '../runtime/supervise.ts'

/**
 * no-network: nothing answers. http: the server says no. stalled: it fell silent. cut-off: it ended too early.
 * wrong-content: it gave something else. disk: the file cannot be written.
 */
export type DownloadErrorCode = 'no-network' | 'http' | 'stalled' | 'cut-off' | 'wrong-content' | 'disk'

export class DownloadError extends Error {
  readonly code: DownloadErrorCode
  /** A few words: error code, HTTP status or what was found. */
  readonly detail: string

  constructor(code: DownloadErrorCode, detail: string, options?: ErrorOptions) {
    super(`download: ${code}: ${detail}`, options)
    this.name = 'DownloadError'
    this.code = code
    this.detail = detail
  }
}

export type DownloadOptions = {
  readonly url: string
  readonly file: string
  readonly bytes: number
  readonly sha256: string
  /** Silence after which an attempt is given up. */
  readonly stallMs: number
  /** Failures in a row, without a new byte in between, after which the download is given up. */
  readonly attempts: number
  readonly backoff: Backoff
  readonly signal: AbortSignal
  /** @param received bytes on disk, of `bytes` */
  readonly onProgress: (received: number) => void
}

/**
 * Downloads a file whose length and hash are known. What has come lies in `{file}.part` and is gone on with, in this run or
 * a later one; `file` appears only whole and right.
 * @throws DownloadError; whatever the signal was aborted with
 */
export async function download(options: DownloadOptions): Promise<void> {
  const gaveUp = new AbortController()
  let failure: Error | undefined
  let furthest = await partSize(options)
  const attemptOnce = (signal: AbortSignal, healthy: () => void) => {
    const onProgress = (received: number) => {
      // Starting anew is no progress: a server that never gets further is given up.
      if (received > furthest) healthy()
      furthest = Math.max(furthest, received)
      options.onProgress(received)
    }
    return downloadOnce({ ...options, signal, onProgress })
  }
  await supervise(attemptOnce, {
    signal: AbortSignal.any([options.signal, gaveUp.signal]),
    backoff: options.backoff,
    onFailure({ error, attempt }) {
      if (attempt < options.attempts && mayPass(error)) return
      failure = error as Error
      gaveUp.abort()
    },
  })
  options.signal.throwIfAborted()
  if (failure !== undefined) throw failure
}

/** The hash of a file's content, in hexadecimal. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}

async function downloadOnce(options: DownloadOptions): Promise<void> {
  const start = await partSize(options)
  if (start < options.bytes) await receiveRest(options, start)
  const sha256 = await hashFile(partOf(options.file))
  if (sha256 !== options.sha256) {
    await rm(partOf(options.file), { force: true })
    // A part of an earlier run may be to blame: then the whole file is fetched, once.
    if (start > 0) return downloadOnce(options)
    throw new DownloadError('wrong-content', `sha256 ${sha256}`)
  }
  await onDisk(rename(partOf(options.file), options.file))
}

async function receiveRest(options: DownloadOptions, start: number): Promise<void> {
  const watch = createStallWatch(options)
  try {
    const response = await ask(options, start, watch.signal)
    const from = response.status === 206 ? start : 0
    const handle = await onDisk(open(partOf(options.file), from === 0 ? 'w' : 'r+'))
    try {
      await receiveBody(response, handle, from, options, watch)
      await onDisk(handle.sync())
    } finally {
      await handle.close()
    }
  } finally {
    watch.end()
  }
}

async function ask({ url, bytes, signal }: DownloadOptions, start: number, stall: AbortSignal): Promise<Response> {
  // The length that we know stands for If-Range: the content's name, its hash, is checked at the end in any case.
  const headers = { 'accept-encoding': 'identity', ...(start > 0 ? { range: `bytes=${start}-` } : {}) }
  let response: Response
  try {
    response = await fetch(url, { headers, signal: AbortSignal.any([signal, stall]) })
  } catch (error) {
    signal.throwIfAborted()
    throw new DownloadError('no-network', stall.aborted ? 'no answer' : causeOf(error), { cause: error })
  }
  const refuse = async (code: DownloadErrorCode, detail: string) => {
    await response.body?.cancel().catch(() => undefined)
    return new DownloadError(code, detail)
  }
  if (response.status === 206) {
    const range = response.headers.get('content-range') ?? ''
    if (!range.startsWith(`bytes ${start}-`) || !range.endsWith(`/${bytes}`)) {
      throw await refuse('wrong-content', `part ${range} instead of one from ${start} of ${bytes}`)
    }
  } else if (response.status === 416) {
    throw await refuse('wrong-content', `fewer than ${start} bytes instead of ${bytes}`)
  } else if (response.status !== 200) {
    throw await refuse('http', String(response.status))
  } else if (![null, String(bytes)].includes(response.headers.get('content-length'))) {
    throw await refuse('wrong-content', `${response.headers.get('content-length')} bytes instead of ${bytes}`)
  }
  return response
}

async function receiveBody(
  response: Response,
  handle: FileHandle,
  from: number,
  { bytes, signal, onProgress }: DownloadOptions,
  watch: StallWatch,
): Promise<void> {
  let received = from
  onProgress(received)
  try {
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      watch.touch()
      if (received + chunk.length > bytes) throw new DownloadError('wrong-content', `more than ${bytes} bytes`)
      await onDisk(handle.write(chunk, 0, chunk.length, received))
      received += chunk.length
      onProgress(received)
    }
  } catch (error) {
    if (error instanceof DownloadError) throw error
    signal.throwIfAborted()
    const stalled = watch.signal.aborted
    throw new DownloadError(stalled ? 'stalled' : 'cut-off', `${received} of ${bytes} bytes`, { cause: error })
  }
  if (received < bytes) throw new DownloadError('cut-off', `${received} of ${bytes} bytes`)
}

type StallWatch = { readonly signal: AbortSignal; touch(): void; end(): void }

function createStallWatch({ stallMs }: DownloadOptions): StallWatch {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(), stallMs)
  return { signal: controller.signal, touch: () => timer.refresh(), end: () => clearTimeout(timer) }
}

/** Bytes of the part that is here; one that is too long is no part of this file. */
async function partSize({ file, bytes }: DownloadOptions): Promise<number> {
  const size = await stat(partOf(file)).then(
    (found) => found.size,
    () => 0,
  )
  return size > bytes ? 0 : size
}

function partOf(file: string): string {
  return `${file}.part`
}

/** Whether the same question may have another answer in a moment. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof DownloadError)) return false
  if (error.code === 'http') return ['408', '429'].includes(error.detail) || error.detail.startsWith('5')
  return error.code !== 'wrong-content' && error.code !== 'disk'
}

async function onDisk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw new DownloadError('disk', (error as Error).message, { cause: error })
  }
}

function causeOf(error: unknown): string {
  const cause = (error as Error).cause
  const code = (cause as NodeJS.ErrnoException | undefined)?.code
  return code ?? (cause instanceof Error ? cause.message : String(error))
}
