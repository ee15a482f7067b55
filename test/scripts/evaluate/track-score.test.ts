import { describe, expect, it } from 'vitest'
import type { Following } from '../../../scripts/evaluate/follow.ts'
import type { Group, Guess } from '../../../scripts/evaluate/group.ts'
import { scoreTracks } from '../../../scripts/evaluate/track-score.ts'
import { frameOf, objectAt, places, times, trackAt } from './boxes.ts'

const on = (guess: Guess, id: number, group: Group, passed: readonly number[] = [id]): Following => ({
  track: trackAt(guess, []),
  object: { id, group },
  passed,
  isFalse: false,
})
const onNothing = (isFalse: boolean): Following => ({ track: trackAt('Human', []), passed: [], isFalse })

describe('tracks', () => {
  it('are counted by what they follow and what they were taken for', () => {
    const followings = [on('Human', 1, 'Human'), on('Vehicle', 1, 'Human'), on('Unsure', 2, 'TwoWheeler')]
    const score = scoreTracks([...followings, onNothing(true), onNothing(false)], [], 10)
    expect(score).toMatchObject({ tracks: 5, false: 1, unclear: 1 })
    expect(score.confusion).toEqual({
      Human: { Human: 1, TwoWheeler: 0, Vehicle: 1, Unsure: 0 },
      TwoWheeler: { Human: 0, TwoWheeler: 0, Vehicle: 0, Unsure: 1 },
      Vehicle: { Human: 0, TwoWheeler: 0, Vehicle: 0, Unsure: 0 },
    })
    expect(score.objects).toMatchObject({
      Human: { followed: 1 },
      TwoWheeler: { followed: 1 },
      Vehicle: { followed: 0 },
    })
  })
})

describe('an object', () => {
  const clear = objectAt(1, places.left)
  const objectsOf = (frames: number, object: typeof clear, followings: readonly Following[] = []) =>
    scoreTracks(followings, times(frames, frameOf(object)), 10).objects.Human

  it('is missed when it was clearly seen for a second and no track followed it', () => {
    expect(objectsOf(10, clear)).toEqual({ clear: 1, missed: 1, passed: 0, followed: 0 })
    expect(objectsOf(10, clear, [on('Unsure', 1, 'Human')])).toEqual({ clear: 1, missed: 0, passed: 0, followed: 1 })
  })

  it.each([
    ['for less than a second', 9, clear],
    ['mostly hidden', 10, { ...clear, visibility: 0.49 }],
    ['very small', 10, { ...clear, height: 23 }],
  ])('seen %s need not be followed', (_, frames, object) => {
    expect(objectsOf(frames, object)).toMatchObject({ clear: 0, missed: 0 })
  })

  it('that a track left for another is missed, by the fault of the tracker', () => {
    expect(objectsOf(10, clear, [on('Human', 2, 'Human', [2, 1])])).toMatchObject({ missed: 1, passed: 1, followed: 1 })
  })
})
