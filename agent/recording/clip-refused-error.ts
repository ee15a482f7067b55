/** A clip that is not to be made, however often it is tried. */
export class ClipRefusedError extends Error {
  /** As the update of its event says it. */
  readonly code: 'not-recorded' | 'nobody-looked'

  constructor(code: ClipRefusedError['code'], message: string) {
    super(message)
    this.name = 'ClipRefusedError'
    this.code = code
  }
}
