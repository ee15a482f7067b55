import { describe, expect, it } from 'vitest'
import type { Box } from '../../../agent/detect/detection.ts'
import { peopleIn } from '../../../agent/privacy/people.ts'
import { faceRegion, headRegion, withoutFace } from '../../../agent/privacy/regions.ts'

const aspect = 16 / 9
const near = (box: Box) => box.map((value) => Math.round(value * 1_000) / 1_000)

describe('headRegion', () => {
  it('is the upper quarter of somebody who stands, with a margin', () => {
    expect(near(headRegion([0.4, 0.2, 0.1, 0.8], aspect))).toEqual([0.39, 0.18, 0.12, 0.24])
  })

  it('is more of somebody of whom only the upper half is in the picture', () => {
    const [, top, , height] = headRegion([0.3, 0.21, 0.36, 0.78], aspect)
    // Where the chin is on the clip of faces.
    expect(top + height).toBeGreaterThan(0.51)
  })

  it('is all of somebody who lies', () => {
    expect(near(headRegion([0.2, 0.5, 0.4, 0.2], aspect))).toEqual([0.16, 0.48, 0.48, 0.24])
  })
})

describe('faceRegion', () => {
  it('reaches over the face on all sides', () => {
    expect(near(faceRegion([0.5, 0.5, 0.1, 0.2]))).toEqual([0.47, 0.44, 0.16, 0.32])
  })
})

describe('withoutFace', () => {
  const left: Box = [0.1, 0.2, 0.1, 0.7]
  const right: Box = [0.6, 0.2, 0.1, 0.7]
  const faceOf = ([x, y]: Box): Box => [x + 0.03, y + 0.03, 0.04, 0.08]

  it.each([
    ['nobody, when each has a face', [left, right], [faceOf(left), faceOf(right)], []],
    ['who looks away', [left, right], [faceOf(right)], [left]],
    ['everybody, when there are no faces', [left, right], [], [left, right]],
    ['who has a face only at the knee, as on a bag', [left], [[0.13, 0.7, 0.04, 0.08]], [left]],
    ['nobody, where there is nobody', [], [faceOf(left)], []],
  ] as [string, Box[], Box[], Box[]][])('is %s', (_, people, faces, expected) => {
    expect(withoutFace(people, faces, aspect)).toEqual(expected)
  })

  it('does not take the face of who stands in front for that of who stands behind', () => {
    const behind: Box = [0.15, 0.2, 0.1, 0.7]
    expect(withoutFace([behind, left], [faceOf(left)], aspect)).toEqual([behind])
  })
})

it('takes two boxes of one person for one', () => {
  const [person, again]: [Box, Box] = [
    [0.3, 0.2, 0.36, 0.78],
    [0.31, 0.22, 0.33, 0.7],
  ]
  expect(withoutFace([person, again], [[0.42, 0.25, 0.11, 0.26]], aspect)).toEqual([])
})

describe('peopleIn', () => {
  const of = (name: string, x: number, vehicleType?: string) => {
    const facts = { label: 'x', class: name, score: 0.2, box: [x, 0, 0.1, 0.1] as const }
    return { ...facts, ...(vehicleType && { vehicleType }) }
  }

  it('is who was detected or missed while their track goes on, riders, and whatever moves; no vehicles', () => {
    const track = { ...of('Human', 0.5), id: 1, bestScore: 0.9, firstAt: 0, seenAt: 800 }
    const seen = { ...of('Human', 0.11), id: 2, bestScore: 0.9, firstAt: 0, seenAt: 1_000 }
    const detections = [
      of('Human', 0.1),
      of('Vehicle', 0.2, 'Car'),
      of('Vehicle', 0.3, 'TwoWheeler'),
      of('Motion', 0.4),
      of('Animal', 0.6),
    ]
    expect(peopleIn(detections, { at: 1_000, tracks: [track, seen] }).map(([x]) => x)).toEqual([0.1, 0.3, 0.4, 0.5])
  })
})
