import { changedShare } from './changed-share.ts'
import type { Verdict } from './fault.ts'
import { createLiveliness } from './liveliness.ts'
import type { Look } from './look.ts'

/** Less is what the mean of a cell differs by when nothing in it does. */
const sameLuma = 0.02
/** A clock that the camera writes into the picture may run on. */
const maxChanged = 0.06
/** Stillness that this camera has shown, and that ended by itself, is not half of what is taken for a fault. */
const patience = 2
const maxPatienceMs = 30_000
/** A key frame is another rendering of the same picture: what comes between two of them is compared with what came before. */
const maxLooks = 10
/** Shorter stillness is that of any encoder which skips what has hardly changed. */
const shortMs = 2_000

export type Frozen = {
  judge(look: Look): Verdict
}

/**
 * Whether the picture repeats itself. Sensors are never without noise, and every key frame shows it, so that a still scene is
 * not a still picture. A camera whose key frames are far apart, and whose encoder skips the noise between them, is learnt; so is
 * how lively a camera is, for an encoder goes on for a while to make the same picture a little better.
 */
export function createFrozen(frozenMs: number): Frozen {
  const liveliness = createLiveliness()
  let earlier: Look[] = []
  let changedAt = 0
  let longestMs = 0

  return {
    judge(look) {
      const isStill = repeats(earlier, look) || liveliness.isStill(earlier, look)
      earlier = [...earlier.slice(1 - maxLooks), look]
      const stillMs = look.at - changedAt
      const limitMs = Math.max(frozenMs, Math.min(maxPatienceMs, longestMs * patience))
      if (isStill) return stillMs >= limitMs ? 'bad' : 'unknown'
      if (stillMs >= shortMs && stillMs < limitMs) longestMs = Math.max(longestMs, stillMs)
      changedAt = look.at
      return 'good'
    },
  }
}

function repeats(earlier: readonly Look[], { sample }: Look): boolean {
  return earlier.some((before) => changedShare(before.sample, sample, sameLuma) <= maxChanged)
}
