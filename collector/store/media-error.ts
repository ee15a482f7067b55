export type MediaErrorCode = 'too-large' | 'hash-mismatch' | 'not-jpeg' | 'not-mp4' | 'offset-mismatch'

/** Why bytes are not kept. */
export class MediaError extends Error {
  readonly code: MediaErrorCode
  /** Of an offset that does not fit: how many bytes there are. */
  readonly size: number | undefined

  constructor(code: MediaErrorCode, message: string, size?: number) {
    super(`media: ${message}`)
    this.name = 'MediaError'
    this.code = code
    this.size = size
  }
}
