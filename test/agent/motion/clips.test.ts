import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createMotion, type MovingRegion } from '../../../agent/motion/motion.ts'
import { hasShared, shared } from '../../shared.ts'
import { open, startAt } from '../decode/play.ts'

type Seen = { readonly seconds: number; readonly regions: readonly MovingRegion[] }

async function play(clip: string): Promise<Seen[]> {
  const motion = createMotion()
  const seen: Seen[] = []
  const opened = open({ url: shared('clips', clip), realTime: false, loop: false, startAt, width: 960 })
  for await (const frame of opened.frames) {
    seen.push({ seconds: (frame.at - startAt) / 1000, regions: motion.regions(frame) })
  }
  return seen
}

/** A region as high as a good part of somebody who fills most of the picture. */
const isPerson = ({ box }: MovingRegion) => box[3] > 0.3

describe.skipIf(!hasShared)('on real clips', () => {
  it('people who come one by one are seen, and the empty room is empty', { timeout: 120_000 }, async () => {
    const clip = 'intel_one-by-one-person-detection.mp4'
    const truth = JSON.parse(readFileSync(shared('clips', 'ground-truth.json'), 'utf8'))[clip]
    const intervals: readonly (readonly [number, number])[] = truth.present_s
    const slack: number = truth.tolerance_s
    const seen = await play(clip)
    const present = seen.filter(({ seconds }) =>
      intervals.some(([from, until]) => seconds >= from + slack && seconds <= until - slack),
    )
    const empty = seen.filter(
      ({ seconds }) => !intervals.some(([from, until]) => seconds >= from - slack && seconds <= until + slack),
    )
    expect(present.length).toBeGreaterThan(400)
    expect(present.filter(({ regions }) => regions.some(isPerson)).length / present.length).toBeGreaterThan(0.8)
    expect(empty.length).toBeGreaterThan(80)
    expect(empty.filter(({ regions }) => regions.length > 0).length / empty.length).toBeLessThanOrEqual(0.05)
  })

  it('an empty room is nearly still', async () => {
    const seen = await play('intel_preview_people-detection.mp4')
    expect(seen.filter(({ regions }) => regions.length > 0).length).toBeLessThanOrEqual(1)
  })
})
