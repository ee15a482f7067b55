import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AgentConfig } from '../../agent/config.ts'
import { type Detectors, openDetectors } from '../../agent/detectors.ts'
import { type Closing, createClosing } from '../../runtime/closing.ts'
import { checkConfig } from '../../runtime/config.ts'
import { projectRoot } from '../../runtime/project.ts'
import { evaluateClips } from '../../scripts/evaluate/clips.ts'
import { replay } from '../../scripts/evaluate/replay.ts'
import { evaluateStreet, type Watching } from '../../scripts/evaluate/street.ts'
import { hasShared, shared } from '../shared.ts'

const modelsFolder = join(projectRoot, 'models')
const sample = join(projectRoot, 'scripts', 'street', 'sample')
let detectors: Detectors
let closing: Closing
let watching: Watching

beforeAll(async () => {
  closing = createClosing()
  const config = checkConfig(AgentConfig, { modelsFolder, detector: { model: 'street-64' } }, 'test')
  detectors = await openDetectors(config, closing)
  const { signal } = new AbortController()
  watching = { fps: 5, width: 640, newDetector: () => detectors.forCamera(), say: () => undefined, signal }
})

afterAll(() => closing.close())

/** What `./scripts/evaluate-detector` prints, held a little below what its card says. */
describe('the built-in detector', { timeout: 240_000 }, () => {
  it('tells people, two-wheelers and vehicles of the sample street apart, counts them, and does so again', async () => {
    const run = await evaluateStreet(sample, watching)
    const { confusion } = run.score.tracks
    const sure = (group: keyof typeof confusion) => {
      const { Unsure: _, ...rest } = confusion[group]
      return Object.values(rest).reduce((sum, count) => sum + count, 0)
    }
    const groups = ['Human', 'TwoWheeler', 'Vehicle'] as const
    const right = groups.reduce((sum, group) => sum + confusion[group][group], 0)
    const all = groups.reduce((sum, group) => sum + sure(group), 0)
    expect(all).toBeGreaterThan(40)
    for (const group of groups) expect(confusion[group][group]).toBeGreaterThan(5)
    expect(right / all).toBeGreaterThanOrEqual(0.95)

    const again = await replay(sample, run, watching)
    expect(again.isSame).toBe(true)
  })

  it.skipIf(!hasShared)('sees the people and the cars of real clips, and nothing in an empty room', async () => {
    const { score } = await evaluateClips(shared('clips'), modelsFolder, false, watching)
    expect(score.visits.found).toBe(6)
    expect(score.visits.wrong + score.visits.outside).toBeLessThanOrEqual(1)
    // Of eleven; the aim is nine.
    expect(score.traffic.vehicles.matched).toBeGreaterThanOrEqual(8)
    expect(score.empty.sure).toBeLessThanOrEqual(1)
  })
})
