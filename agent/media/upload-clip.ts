/** Clips go in pieces, each of which the collector keeps: Resumable Uploads for HTTP, see the collector's reference. */
import { open } from 'node:fs/promises'
import type { HttpAnswer, HttpClient } from '../../runtime/http-client.ts'
import { explainTls } from '../../runtime/tls-problem.ts'
import type { Media } from './media-folder.ts'

export type ClipUpload = {
  /**
   * Sends the next piece of a clip.
   * @returns how it stands then; `refused`: the collector will never take it
   * @throws Error when it is worth trying again; then the collector is asked how much it has
   */
  sendPiece(media: Media, file: string, url: string, signal: AbortSignal): Promise<PieceOutcome>
}

export type PieceOutcome =
  | { readonly kind: 'more' | 'done'; readonly sentBytes: number }
  | { readonly kind: 'refused'; readonly sentBytes: number; readonly status: number; readonly detail: string }

/** At 64 kbit/s half a minute: more often than that, events and pictures go first. */
export const pieceBytes = 256 * 1024
const timeoutMs = 60_000
const maxDetail = 400
/** What the collector put together wrongly is sent once more from its beginning. */
const maxWrong = 2
/** Answers that stay the same however often the same bytes are sent. */
const finalStatuses = new Set([400, 413, 415])

/** Remembers where the clip stands that it sends; of another it asks the collector. */
export function createClipUpload(http: HttpClient, authorization?: string): ClipUpload {
  const who: Record<string, string> = authorization === undefined ? {} : { authorization }
  let place: { readonly sha256: string; readonly offset: number } | undefined
  let wrong = { sha256: '', times: 0 }

  const request: HttpClient = (url, init) =>
    http(url, init).catch((error: unknown) => {
      throw uploadError(url, error)
    })

  const judge = (sha256: string, sentBytes: number, status: number, detail: string): PieceOutcome => {
    if (status === 422) wrong = { sha256, times: wrong.sha256 === sha256 ? wrong.times + 1 : 1 }
    const isFinal = finalStatuses.has(status) || (wrong.sha256 === sha256 && wrong.times >= maxWrong)
    if (isFinal) return { kind: 'refused', sentBytes, status, detail }
    throw new Error(`media: the collector answered a piece with ${status}: ${detail}`)
  }

  return {
    async sendPiece({ sha256, bytes }, file, url, signal) {
      const offset = place?.sha256 === sha256 ? place.offset : await askOffset(request, url, who, signal)
      // Until the piece has been answered it is not known how much the collector has.
      place = undefined
      if (offset === 'whole') return { kind: 'done', sentBytes: 0 }
      const piece = await readPiece(file, offset)
      const sentBytes = piece.byteLength
      const isLast = offset + sentBytes >= bytes
      const headers = {
        ...who,
        'content-type': 'application/partial-upload',
        'upload-offset': String(offset),
        'upload-complete': isLast ? '?1' : '?0',
      }
      const answer = await request(url, { method: 'PATCH', body: piece, headers, timeoutMs, signal })
      if (answer.status === 201) return { kind: 'done', sentBytes }
      // 409: the collector has another part of it, as after an answer that was lost.
      const goesOn = answer.status === 204 || answer.status === 409
      if (!goesOn) return judge(sha256, sentBytes, answer.status, answer.text.slice(0, maxDetail))
      place = { sha256, offset: offsetOf(answer, url) }
      return { kind: 'more', sentBytes }
    },
  }
}

async function askOffset(
  request: HttpClient,
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<number | 'whole'> {
  const answer = await request(url, { method: 'HEAD', headers, timeoutMs, signal })
  if (answer.status === 200) return 'whole'
  if (answer.status === 404) return 0
  if (answer.status === 204) return offsetOf(answer, url)
  throw new Error(`media: ${url} answered ${answer.status} when asked how much it has`)
}

function offsetOf({ headers }: HttpAnswer, url: string): number {
  const offset = Number(headers['upload-offset'] ?? Number.NaN)
  if (Number.isInteger(offset) && offset >= 0) return offset
  throw new Error(`media: ${url} does not say how much it has; is it a collector of another version?`)
}

async function readPiece(file: string, offset: number): Promise<Buffer<ArrayBuffer>> {
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(pieceBytes), 0, pieceBytes, offset)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

export function uploadError(url: string, cause: unknown): Error {
  const reason = explainTls(cause)
  return new Error(`media: uploading to ${url}${reason === undefined ? '' : `: ${reason}`}`, { cause })
}
