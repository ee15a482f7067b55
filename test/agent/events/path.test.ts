import { describe, expect, it } from 'vitest'
import { bottomCentre, extendTrail, type Point, simplifiedPath } from '../../../agent/events/path.ts'

const line = (count: number, pointAt: (part: number) => Point) =>
  Array.from({ length: count }, (_, index) => pointAt(index / (count - 1)))

describe('simplifiedPath', () => {
  const cases: [string, Point[], [number, number][]][] = [
    ['one point stays', [[0.1, 0.2]], [[0.1, 0.2]]],
    [
      'a straight walk is its two ends',
      line(100, (part) => [part, 0.5]),
      [
        [0, 0.5],
        [1, 0.5],
      ],
    ],
    [
      'less than the tolerance is straight',
      [
        [0, 0],
        [0.5, 0.009],
        [1, 0],
      ],
      [
        [0, 0],
        [1, 0],
      ],
    ],
    [
      'a corner stays',
      [
        [0, 0],
        [0.5, 0],
        [0.5, 0.5],
      ],
      [
        [0, 0],
        [0.5, 0],
        [0.5, 0.5],
      ],
    ],
    [
      'there and back keeps where it turned',
      [
        [0, 0],
        [0.7, 0],
        [0, 0],
      ],
      [
        [0, 0],
        [0.7, 0],
        [0, 0],
      ],
    ],
    ['three decimals', [[1 / 3, 2 / 3]], [[0.333, 0.667]]],
  ]
  it.each(cases)('%s', (_, trail, path) => {
    expect(simplifiedPath(trail)).toEqual(path)
  })

  it('gives at most 16 points, with both ends, of the wildest trail', () => {
    const zigzag = line(501, (part) => [part, Math.round(part * 500) % 2])
    const path = simplifiedPath(zigzag)
    expect(path.length).toBeLessThanOrEqual(16)
    expect([path[0], path.at(-1)]).toEqual([
      [0, 0],
      [1, 0],
    ])
  })
})

describe('extendTrail', () => {
  it('keeps a trail small for days, and where it began', () => {
    const trail: Point[] = []
    for (let index = 0; index < 20_000; index++) {
      extendTrail(trail, [0.5 + 0.4 * Math.sin(index * 1.3), 0.5 + 0.4 * Math.cos(index * 0.7)])
    }
    expect(trail.length).toBeLessThanOrEqual(512)
    expect(trail[0]).toEqual([0.5, 0.9])
  })
})

describe('bottomCentre', () => {
  it('is where the object stands, never below the picture', () => {
    expect(bottomCentre([0.2, 0.2, 0.2, 0.4])).toEqual([0.30000000000000004, 0.6000000000000001])
    expect(bottomCentre([0.7, 0.7, 0.3, 0.30000000000000004])).toEqual([0.85, 1])
  })
})
