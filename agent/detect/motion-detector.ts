import type { Motion } from '../motion/motion.ts'
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

/** A model that looks only at what moves, as one camera uses it. */
export function movingDetector(detector: Detector, motion: Motion): Detector {
  return {
    ...detector,
    async detect(frame) {
      const startedAt = performance.now()
      const regions = motion.regions(frame)
      const change = motion.change()
      const motionMs = performance.now() - startedAt
      if (regions.length === 0 || change === undefined) return { detections: [], inferenceMs: motionMs }
      const { detections, inferenceMs } = await detector.detect({ ...frame, moving: { regions, change } })
      return { detections, inferenceMs: motionMs + inferenceMs }
    },
  }
}
