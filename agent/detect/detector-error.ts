/**
 * weights-missing, weights-wrong, graph-unreadable, graph-mismatch: the model cannot be used, the message says what to do.
 * inference-failed, bad-output: this picture has no answer. hung, died: the same, and the thread is replaced.
 * busy: too many wait. closed: the detector was closed.
 */
export type DetectorErrorCode =
  | 'weights-missing'
  | 'weights-wrong'
  | 'graph-unreadable'
  | 'graph-mismatch'
  | 'inference-failed'
  | 'bad-output'
  | 'hung'
  | 'died'
  | 'busy'
  | 'closed'

/** Why there are no detections; never to be taken for "nothing there". */
export class DetectorError extends Error {
  readonly code: DetectorErrorCode

  constructor(code: DetectorErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DetectorError'
    this.code = code
  }
}
