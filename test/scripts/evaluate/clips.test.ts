import { describe, expect, it } from 'vitest'
import type { Detector } from '../../../agent/detect/detector.ts'
import { missingClips } from '../../../scripts/evaluate/clip-truth.ts'
import { evaluateClips } from '../../../scripts/evaluate/clips.ts'
import { hasShared, shared } from '../../shared.ts'

/** Sees one person in the middle of every picture. */
const insistent: Detector = {
  model: 'insistent@1',
  decoder: 'motion',
  detect: () =>
    Promise.resolve({
      detections: [{ label: 'person', class: 'Human', score: 0.9, box: [0.4, 0.4, 0.2, 0.2] }],
      inferenceMs: 1,
    }),
  close: () => Promise.resolve(),
}

describe('clips', () => {
  it('that are not there are named, with what to do', () => {
    expect(missingClips('nowhere')).toMatch(/ground-truth\.json.*nowhere.*WATCHPOST_SHARED/)
  })

  it.skipIf(!hasShared)('tell a detector that sees somebody all the time', async () => {
    const { score, recordings } = await evaluateClips(shared('clips'), 'no models', false, {
      ...{ fps: 2, width: 160, newDetector: () => insistent },
      ...{ say: () => undefined, signal: new AbortController().signal },
    })
    expect(missingClips(shared('clips'))).toBeUndefined()
    // One event, before the first visit.
    expect(score.visits).toEqual({ visits: 6, found: 0, fragments: 0, wrong: 0, outside: 1, unsure: 0 })
    expect(score.traffic).toMatchObject({ true: 11, any: { found: 0, matched: 0 }, upwards: 0 })
    // It is already there in the first second, which does not count.
    expect(score.empty).toEqual({ sure: 0, unsure: 0 })
    expect(score).not.toHaveProperty('teacher')
    expect(recordings.map(({ tracks }) => tracks.length)).toEqual([1, 1, 1])
  })
})
