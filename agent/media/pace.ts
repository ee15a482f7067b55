/** How fast something may be sent, on average; what is sent at once is as much as it is. */
export type Pace = {
  /** @returns milliseconds to wait before more may be sent, after these bytes were begun at `nowMs` */
  spend(bytes: number, nowMs: number): number
}

/**
 * A bounded rate: time that was not used is not saved up, so that a pause is not followed by a burst.
 * @param bytesPerS on average, over more than one file
 */
export function createPace(bytesPerS: number): Pace {
  let freeAt = 0
  return {
    spend(bytes, nowMs) {
      freeAt = Math.max(freeAt, nowMs) + (bytes * 1_000) / bytesPerS
      return freeAt - nowMs
    },
  }
}
