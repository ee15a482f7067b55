import { describe, expect, it } from 'vitest'
import type { Detection } from '../../../agent/detect/detection.ts'
import { addVote, type ClassVote, fadeVote, isSure } from '../../../agent/track/class-vote.ts'
import type { Scene } from '../../../agent/track/scene.ts'
import { createTracker } from '../../../agent/track/tracker.ts'
import { trackerDefaults } from '../../../agent/track/tracker-options.ts'
import { chancy } from './chances.ts'

const { confirmMs, unsureMs } = trackerDefaults
const stepMs = 200
const firstAt = 1_000

/** Somebody who walks, as the model sees it at each step. */
const walk = (looks: readonly Parameters<typeof chancy>[0][]): Detection[] =>
  looks.map((look, index) => chancy(look, [0.1 + 0.005 * index, 0.3, 0.1, 0.4]))

function run(seen: readonly (readonly Detection[])[]): Scene[] {
  const tracker = createTracker()
  return seen.map((detections, index) => tracker.update(detections, firstAt + index * stepMs))
}

const repeat = <T>(count: number, value: T): T[] => new Array<T>(count).fill(value)
const torn = { human: 0.5, vehicle: 0.45 }
const clear = { human: 0.95, vehicle: 0.02 }

describe('an object of which the model cannot tell what it is', () => {
  const seen = walk(repeat(Math.ceil(unsureMs / stepMs) + 3, torn))
  const scenes = run(seen.map((detection) => [detection]))

  it('is reported as motion, and only when it has stayed so for long', () => {
    const first = scenes.find(({ tracks }) => tracks.length > 0)
    expect(first?.at).toBeGreaterThanOrEqual(firstAt + unsureMs)
    expect(first?.at).toBeLessThan(firstAt + unsureMs + stepMs)
    expect(first?.tracks).toMatchObject([{ id: 1, class: 'Motion', label: 'unsure', firstAt, firstBox: seen[0]?.box }])
    expect(first?.tracks[0]).not.toHaveProperty('vehicleType')
    expect(first?.tracks[0]).not.toHaveProperty('chances')
  })

  it('is not reported when it goes before', () => {
    const gone = run([...seen.slice(0, 8).map((detection) => [detection]), ...repeat(20, [])])
    expect(gone.flatMap(({ tracks, ended }) => [...tracks, ...ended])).toEqual([])
  })

  it('gets its class when it is reported already and becomes clear', () => {
    const looks = [...repeat(seen.length, torn), ...repeat(30, clear)]
    const tracks = run(walk(looks).map((detection) => [detection])).flatMap((scene) => scene.tracks)
    expect(new Set(tracks.map(({ id }) => id))).toEqual(new Set([1]))
    expect(tracks[0]).toMatchObject({ class: 'Motion' })
    expect(tracks.at(-1)).toMatchObject({ class: 'Human', label: 'human', firstAt })
  })
})

describe('an object that becomes clear', () => {
  it('is reported in that very frame, from its first sight on', () => {
    const seen = walk([...repeat(6, torn), ...repeat(6, clear)])
    const scenes = run(seen.map((detection) => [detection]))
    const votes = seen.map((_, index) =>
      seen.slice(0, index + 1).reduce<ClassVote>((sum, one) => addVote(fadeVote(sum, stepMs), one), new Map()),
    )
    const sureFrom = votes.findIndex(isSure)
    expect(sureFrom).toBeGreaterThanOrEqual(6)
    expect(sureFrom * stepMs).toBeLessThan(unsureMs)
    expect(scenes.findIndex(({ tracks }) => tracks.length > 0)).toBe(sureFrom)
    expect(scenes[sureFrom]?.tracks).toMatchObject([
      { id: 1, class: 'Human', label: 'human', firstAt, firstBox: seen[0]?.box, seenAt: firstAt + sureFrom * stepMs },
    ])
  })

  it('is believed as any other when it is clear from the beginning', () => {
    const scenes = run(walk(repeat(4, clear)).map((detection) => [detection]))
    expect(scenes.map(({ tracks }) => tracks.length)).toEqual([0, 1, 1, 1])
    expect(stepMs).toBeGreaterThanOrEqual(confirmMs)
  })

  it('stays what it is over a look that tells little', () => {
    const looks = [...repeat(10, clear), torn, ...repeat(3, clear)]
    const tracks = run(walk(looks).map((detection) => [detection])).flatMap((scene) => scene.tracks)
    expect(new Set(tracks.map((track) => `${track.id} ${track.class}`))).toEqual(new Set(['1 Human']))
  })

  it('is another object than what is clearly of another class in the same place', () => {
    const car = chancy({ vehicle: 0.95, human: 0.01 }, [0.145, 0.3, 0.1, 0.4])
    const seen = [...walk(repeat(10, clear)), ...repeat(4, car)]
    const last = run(seen.map((detection) => [detection])).at(-1)
    expect(last?.tracks).toMatchObject([
      { id: 1, class: 'Human', seenAt: firstAt + 9 * stepMs },
      { id: 2, class: 'Vehicle', firstAt: firstAt + 10 * stepMs, seenAt: last?.at },
    ])
  })
})
