/** Left, top, right, bottom, in samples. */
export type Extent = readonly [left: number, top: number, right: number, bottom: number]

/** What an object covers in a frame. */
export type Silhouette = {
  /** Of its whole shape, as if nothing stood before it, beyond the picture too. */
  readonly extent: Extent
  /** Samples of its whole shape in the picture. */
  readonly samples: number
}

export type Silhouettes = {
  extend(owner: number, extent: Extent): void
  /** A sample belongs to its shape, seen or not. */
  cover(owner: number, sample: number): void
  get(owner: number): Silhouette | undefined
  clear(): void
}

/** Objects are drawn one after the other, so that the last to cover a sample tells whether it is counted already. */
export function createSilhouettes(width: number, height: number): Silhouettes {
  const last = new Uint16Array(width * height)
  const covered = new Map<number, { extent: Extent; samples: number }>()
  let current: { samples: number } = { samples: 0 }

  return {
    extend(owner, extent) {
      const known = covered.get(owner)
      if (known === undefined) {
        const created = { extent, samples: 0 }
        covered.set(owner, created)
        current = created
        return
      }
      const [left, top, right, bottom] = known.extent
      known.extent = [
        Math.min(left, extent[0]),
        Math.min(top, extent[1]),
        Math.max(right, extent[2]),
        Math.max(bottom, extent[3]),
      ]
      current = known
    },
    cover(owner, sample) {
      if (last[sample] === owner) return
      last[sample] = owner
      current.samples++
    },
    get: (owner) => covered.get(owner),
    clear() {
      covered.clear()
      last.fill(0)
    },
  }
}
