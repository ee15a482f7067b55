import { describe, expect, it } from 'vitest'
import type { Box } from '../../../agent/detect/detection.ts'
import { followTruth } from '../../../scripts/evaluate/follow.ts'
import { frameOf, objectAt, places, times, trackAt } from './boxes.ts'

const { left, middle, right, besideLeft } = places
const street = frameOf(objectAt(7, left), objectAt(8, middle, { group: 'Vehicle' }))

/** Of one track at these places in an unchanging street. */
function follow(boxes: readonly Box[]) {
  const [following] = followTruth([trackAt('Human', boxes)], () => street)
  return { id: following?.object?.id, passed: following?.passed, isFalse: following?.isFalse }
}

describe('a track', () => {
  it('follows the object that it is on most often', () => {
    expect(follow([...times(4, left), ...times(3, middle)])).toEqual({ id: 7, passed: [7, 8], isFalse: false })
  })

  it('follows nothing that it is on in fewer than three frames', () => {
    expect(follow(times(2, left))).toEqual({ id: undefined, passed: [], isFalse: false })
  })

  it('follows nothing that it is on in less than half of its frames', () => {
    expect(follow([...times(3, left), ...times(3, right)])).toMatchObject({ id: 7, isFalse: false })
    expect(follow([...times(3, left), ...times(4, right)])).toEqual({ id: undefined, passed: [7], isFalse: true })
  })

  it('that only touches an object follows nothing, but is not on nothing', () => {
    expect(follow(times(5, besideLeft))).toEqual({ id: undefined, passed: [], isFalse: false })
  })

  it('on nothing is false', () => {
    expect(follow(times(5, right))).toEqual({ id: undefined, passed: [], isFalse: true })
  })

  it('on a bag follows nothing, and is not false', () => {
    const [following] = followTruth([trackAt('Human', times(5, right))], () => ({ objects: [], boxes: [right] }))
    expect(following).toMatchObject({ passed: [], isFalse: false })
  })

  it('is held against what is seen at its own times', () => {
    const frames = new Map([0, 200, 400].map((atMs) => [1_000 + atMs, street]))
    const [following] = followTruth([trackAt('Human', times(3, left), 1_000)], (atMs) => frames.get(atMs))
    expect(following?.object).toEqual({ id: 7, group: 'Human' })
  })
})

it('of two objects that overlap it is on the one that fits better', () => {
  const near = objectAt(9, [0.12, 0.1, 0.2, 0.2])
  const [following] = followTruth([trackAt('Human', times(3, left))], () => frameOf(near, objectAt(7, left)))
  expect(following?.object?.id).toBe(7)
})
