import type { Grouper } from './grouper.ts'

export type PaceOptions = {
  readonly grouper: Grouper
  /** Another one whenever events may have changed. */
  readonly version: () => number
  readonly onChanged: () => void
}

/** How long events gather before they are looked at. */
const gatherMs = 100
/** Of a backlog: nine tenths of the time are left to those who bring it, but for turns that a busy machine drew out. */
const restShare = 9
const maxRestMs = 500

/**
 * When to read on and when to look again at what may have changed: ingest comes first.
 * @returns one turn of work, and how many milliseconds to wait after it
 */
export function createPace({ grouper, version, onChanged }: PaceOptions): () => number {
  let reviewedVersion: number | undefined
  let isReviewing = false
  return () => {
    const startedAt = performance.now()
    const read = grouper.step()
    let isChanged = read.isChanged
    const current = version()
    if (!read.isMore && (isReviewing || current !== reviewedVersion)) {
      if (!isReviewing) reviewedVersion = current
      const looked = grouper.review()
      isReviewing = looked.isMore
      isChanged ||= looked.isChanged
    }
    if (isChanged) onChanged()
    const restMs = Math.min((performance.now() - startedAt) * restShare, maxRestMs)
    return read.isMore ? restMs : Math.max(gatherMs, restMs)
  }
}
