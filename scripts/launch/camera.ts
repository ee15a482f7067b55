/** A camera as `start` was given it. */
export type StartCamera = {
  readonly id: string
  readonly name: string
  readonly url: string
  /** The address without user and password. */
  readonly shown: string
}
