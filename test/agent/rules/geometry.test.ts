import { describe, expect, it } from 'vitest'
import {
  area,
  contains,
  crossesItself,
  crossing,
  distance,
  type Point,
  type Segment,
  side,
  withoutRepeats,
} from '../../../agent/rules/geometry.ts'

const square: Point[] = [
  [0.2, 0.2],
  [0.8, 0.2],
  [0.8, 0.8],
  [0.2, 0.8],
]
const horseshoe: Point[] = [
  [0.1, 0.1],
  [0.9, 0.1],
  [0.9, 0.9],
  [0.6, 0.9],
  [0.6, 0.4],
  [0.4, 0.4],
  [0.4, 0.9],
  [0.1, 0.9],
]
const bowTie: Point[] = [
  [0.2, 0.2],
  [0.8, 0.8],
  [0.8, 0.2],
  [0.2, 0.8],
]
const across: Segment = [
  [0.2, 0.5],
  [0.8, 0.5],
]

describe('geometry', () => {
  it.each<[string, Point[], Point, boolean]>([
    ['the middle', square, [0.5, 0.5], true],
    ['beside', square, [0.9, 0.5], false],
    ['level with a corner, outside', square, [0.1, 0.2], false],
    ['on a side', square, [0.8, 0.5], true],
    ['on a corner', square, [0.8, 0.8], true],
    ['a rounding below the lower side', square, [0.5, 0.8 + 1e-12], true],
    ['an arm of a horseshoe', horseshoe, [0.2, 0.7], true],
    ['its mouth', horseshoe, [0.5, 0.7], false],
    ['its bow', horseshoe, [0.5, 0.2], true],
    ['drawn the other way round', square.toReversed(), [0.5, 0.5], true],
  ])('a polygon contains a point: %s', (_, polygon, point, expected) => {
    expect(contains(polygon, point)).toBe(expected)
  })

  it.each<[string, Segment, -1 | 0 | 1]>([
    [
      'downwards',
      [
        [0.5, 0.4],
        [0.5, 0.6],
      ],
      1,
    ],
    [
      'upwards',
      [
        [0.5, 0.6],
        [0.5, 0.4],
      ],
      -1,
    ],
    [
      'along one side',
      [
        [0.3, 0.4],
        [0.7, 0.4],
      ],
      0,
    ],
    [
      'past its end',
      [
        [0.9, 0.4],
        [0.9, 0.6],
      ],
      0,
    ],
    [
      'towards it',
      [
        [0.5, 0.3],
        [0.5, 0.49],
      ],
      0,
    ],
    [
      'onto it from its left',
      [
        [0.5, 0.4],
        [0.5, 0.5],
      ],
      1,
    ],
    [
      'on from there to its right',
      [
        [0.5, 0.5],
        [0.5, 0.6],
      ],
      0,
    ],
    [
      'along the very line',
      [
        [0.3, 0.5],
        [0.7, 0.5],
      ],
      0,
    ],
    [
      'without moving',
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      0,
    ],
  ])('a step crosses a line that leads to the right: %s', (_, step, expected) => {
    expect(crossing(across, step)).toBe(expected)
  })

  it('crosses a polyline once where its pieces meet', () => {
    const pieces: Segment[] = [
      [
        [0.2, 0.5],
        [0.5, 0.5],
      ],
      [
        [0.5, 0.5],
        [0.8, 0.5],
      ],
    ]
    const total = pieces.reduce(
      (sum, piece) =>
        sum +
        crossing(piece, [
          [0.5, 0.4],
          [0.5, 0.6],
        ]),
      0,
    )
    expect(total).toBe(1)
  })

  it('knows the right-hand side, distances and areas', () => {
    expect(side(across, [0.5, 0.9])).toBeGreaterThan(0)
    expect(side(across, [0.5, 0.1])).toBeLessThan(0)
    expect(distance([0.5, 0.7], across)).toBeCloseTo(0.2)
    expect(distance([0.9, 0.5], across)).toBeCloseTo(0.1)
    expect(
      distance(
        [0.3, 0.4],
        [
          [0, 0],
          [0, 0],
        ],
      ),
    ).toBeCloseTo(0.5)
    expect(area(square)).toBeCloseTo(0.36)
    expect(area(square.toReversed())).toBeCloseTo(0.36)
  })

  it.each<[string, Point[], boolean]>([
    ['a square', square, false],
    ['a horseshoe', horseshoe, false],
    ['a triangle', square.slice(0, 3), false],
    ['a bow tie', bowTie, true],
    [
      'a border that touches itself',
      [
        [0, 0],
        [1, 0],
        [0.5, 0.5],
        [1, 1],
        [0, 1],
        [0.5, 0.5],
      ],
      true,
    ],
    [
      'a spike',
      [
        [0.2, 0.2],
        [0.9, 0.2],
        [0.5, 0.2],
        [0.5, 0.8],
      ],
      true,
    ],
  ])('says whether a polygon crosses itself: %s', (_, polygon, expected) => {
    expect(crossesItself(polygon)).toBe(expected)
  })

  it('drops points that repeat the one before', () => {
    expect(
      withoutRepeats([
        [0, 0],
        [0, 0],
        [1, 0],
        [0, 0],
      ]),
    ).toEqual([
      [0, 0],
      [1, 0],
      [0, 0],
    ])
  })
})
