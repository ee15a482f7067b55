import type { ChangeMap, Motion } from '../motion/motion.ts'
import type { Detector } from './detector.ts'

/** The name that `detector.model` gives to detection without a model. */
export const motionModel = 'motion'

/**
 * What moves, of class `Motion`, for one camera: it needs no weights, and says nothing about what it is.
 * @param motion of that camera alone, since it learns its background
 */
export function motionDetector(motion: Motion): Detector {
  return {
    model: `${motionModel}@1`,
    decoder: 'motion',
    detect(frame) {
      const startedAt = performance.now()
      const detections = motion
        .regions(frame)
        .map(({ box, score }) => ({ label: 'motion', class: 'Motion', score, box }))
      return Promise.resolve({ detections, inferenceMs: performance.now() - startedAt })
    },
    close: () => Promise.resolve(),
  }
}

/** A model that is dead must not be found out by the first intruder of the night. */
const checkEveryMs = 4_000

/**
 * A model that looks only at what moves, as one camera uses it. Where nothing does it is asked now and then all the same, and after a
 * failure each time, until it answers: one that gives no answers would give none if something moved, and nobody may say meanwhile
 * that nothing is there.
 */
export function movingDetector(detector: Detector, motion: Motion): Detector {
  let isOwed = false
  let askedAt: number | undefined
  return {
    ...detector,
    async detect(frame) {
      const startedAt = performance.now()
      const regions = motion.regions(frame)
      const change = motion.change() as ChangeMap
      const motionMs = performance.now() - startedAt
      const isStill = regions.length === 0
      askedAt ??= frame.at
      // A recording that begins anew leaps back.
      const isDue = Math.abs(frame.at - askedAt) >= checkEveryMs
      const isDoubted = isDue || isOwed || detector.isAnswering?.() === false
      if (isStill && !isDoubted) return { detections: [], inferenceMs: motionMs }
      askedAt = frame.at
      isOwed = true
      const moving = { regions: isStill ? wholePicture : regions, change }
      const { detections, inferenceMs } = await detector.detect({ ...frame, moving })
      isOwed = false
      return { detections: isStill ? [] : detections, inferenceMs: motionMs + inferenceMs }
    },
  }
}

const wholePicture = [{ box: [0, 0, 1, 1] as const }]
