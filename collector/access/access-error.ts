export type AccessErrorCode =
  | 'weak-password'
  | 'version-conflict'
  | 'not-found'
  | 'forbidden'
  | 'invalid-person'
  | 'last-administrator'
  | 'wrong-credentials'
  | 'wrong-code'
  | 'locked-out'

/** Why something about people and keys is refused, in a sentence. */
export class AccessError extends Error {
  readonly code: AccessErrorCode
  /** When it is worth trying again. */
  readonly retryAfterMs: number | undefined

  constructor(code: AccessErrorCode, message: string, retryAfterMs?: number) {
    super(message)
    this.name = 'AccessError'
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}
