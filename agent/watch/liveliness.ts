import { changedShare } from './changed-share.ts'
import type { Look } from './look.ts'

export type Liveliness = {
  /**
   * Whether hardly anything differs from what was seen before, of a camera that is known to show more, be it only its noise.
   * @param earlier looks, the oldest first
   */
  isStill(earlier: readonly Look[], look: Look): boolean
}

/** Luma that what an encoder improves on the same picture does not change a cell by. */
const clearLuma = 0.5
/** A camera is lively that shows more than this in nine looks of ten, and still when it shows this part of that. */
const minLively = 0.1
const stillPart = 0.35
const minLooks = 8
const maxLooks = 120
/** A picture that has just stopped is not counted among what is usual yet. */
const latest = 4
/** Luma by which nearly every cell differs when the light leaps: how lively it is in the new light is not known. */
const leapLuma = 10
const leapShare = 0.8

export function createLiveliness(): Liveliness {
  let shares: number[] = []
  return {
    isStill(earlier, { sample }) {
      const before = earlier.at(-1)
      if (before === undefined || changedShare(before.sample, sample, leapLuma) > leapShare) shares = []
      const share = Math.min(1, ...earlier.map((look) => changedShare(look.sample, sample, clearLuma)))
      const usual = lowTenth(shares.slice(0, -latest))
      if (usual !== undefined && usual >= minLively && share <= stillPart * usual) return true
      shares.push(share)
      if (shares.length > maxLooks) shares.shift()
      return false
    },
  }
}

function lowTenth(shares: readonly number[]): number | undefined {
  return shares.length < minLooks ? undefined : shares.toSorted((a, b) => a - b)[Math.floor(shares.length / 10)]
}
