/** Bytes of pictures that nobody reads any more, for those to come. */
export type PicturePool = {
  /** @returns shared memory of this length; what was in it before may still be */
  take(length: number): Uint8Array
  giveBack(data: Uint8Array): void
}

/** More are never waiting for their turn at the rate at which pictures come. */
const mostFree = 4

/**
 * V8 does not count shared memory: it collects old pictures only when there is enough other garbage, and a few hundred megabytes of
 * them would pile up until then.
 */
export function createPicturePool(): PicturePool {
  let free: Uint8Array[] = []
  return {
    take(length) {
      const data = free.pop()
      if (data?.length === length) return data
      // The source has another size now.
      free = []
      return new Uint8Array(new SharedArrayBuffer(length))
    },
    giveBack(data) {
      if (free.length < mostFree) free.push(data)
    },
  }
}
