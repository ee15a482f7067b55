import { describe, expect, it } from 'vitest'
import { createMask } from '../../../agent/privacy/mask.ts'
import { plainFrame } from '../media/pictures.ts'

type Polygon = readonly (readonly [number, number])[]

const grey = [126, 100, 150] as const

/** The picture of the luma after masking, a line of text per line: `#` black, `.` as it was. */
function drawn(width: number, height: number, ...polygons: Polygon[]): string[] {
  const frame = plainFrame(width, height, grey)
  createMask(polygons)(frame)
  const mark = (at: number) => (frame.data[at] === 16 ? '#' : '.')
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => mark(y * width + x)).join(''))
}

const rectangle = (left: number, top: number, right: number, bottom: number): Polygon => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
]

describe('createMask', () => {
  it('blackens exactly what a rectangle covers, where its sides fall on pairs of pixels', () => {
    expect(drawn(8, 8, rectangle(0.25, 0.25, 0.75, 0.5))).toEqual([
      '........',
      '........',
      '..####..',
      '..####..',
      '........',
      '........',
      '........',
      '........',
    ])
  })

  it('blackens a pair of pixels that a polygon reaches into with a corner', () => {
    expect(drawn(8, 4, rectangle(0.49, 0.4, 0.51, 0.49))).toEqual(['..####..', '..####..', '........', '........'])
  })

  it('follows slanted sides, leaving nothing of the inside', () => {
    const triangle: Polygon = [
      [0, 0],
      [1, 0],
      [0, 1],
    ]
    expect(drawn(8, 8, triangle)).toEqual([
      '########',
      '########',
      '######..',
      '######..',
      '####....',
      '####....',
      '##......',
      '##......',
    ])
  })

  it('leaves open what a bent polygon leaves open', () => {
    const frame: Polygon = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0.75, 1],
      [0.75, 0.4],
      [0.25, 0.4],
      [0.25, 1],
      [0, 1],
    ]
    const legs = '##....##'
    expect(drawn(8, 8, frame)).toEqual(['########', '########', '########', '########', legs, legs, legs, legs])
  })

  it('adds up polygons that overlap', () => {
    const lines = drawn(8, 2, rectangle(0, 0, 0.5, 1), rectangle(0.25, 0, 0.75, 1))
    expect(lines).toEqual(['######..', '######..'])
  })

  it('takes the colour too, and nothing from the rest', () => {
    const frame = plainFrame(4, 2, grey)
    createMask([rectangle(0, 0, 0.5, 1)])(frame)
    expect([...frame.data]).toEqual([16, 16, 126, 126, 16, 16, 126, 126, 128, 100, 128, 150])
  })

  it('reaches the last pixel of odd sizes', () => {
    expect(drawn(5, 3, rectangle(0.9, 0.9, 1, 1))).toEqual(['.....', '.....', '....#'])
    expect(drawn(5, 3, rectangle(0, 0, 1, 1))).toEqual(['#####', '#####', '#####'])
  })

  it('fits a stream whose size changes', () => {
    const mask = createMask([rectangle(0, 0, 0.5, 1)])
    for (const [width, height] of [
      [8, 4],
      [4, 8],
      [8, 4],
    ] as const) {
      const frame = plainFrame(width, height, grey)
      mask(frame)
      const black = frame.data.subarray(0, width * height).filter((luma) => luma === 16)
      expect(black).toHaveLength((width * height) / 2)
    }
  })

  it('covers every pixel whose middle is inside, of any polygon', () => {
    let state = 7
    const random = () => {
      state = (state * 48_271) % 2_147_483_647
      return state / 2_147_483_647
    }
    for (let round = 0; round < 200; round += 1) {
      const points = Array.from({ length: 3 + (round % 5) }, () => [random(), random()] as const)
      const lines = drawn(20, 14, points)
      for (const [y, line] of lines.entries()) {
        for (const [x, mark] of [...line].entries()) {
          if (isInside(points, [(x + 0.5) / 20, (y + 0.5) / 14]))
            expect(mark, JSON.stringify({ points, x, y })).toBe('#')
        }
      }
    }
  })
})

/** By the even-odd rule, worked out another way than by spans. */
function isInside(polygon: Polygon, [x, y]: readonly [number, number]): boolean {
  return polygon.reduce((inside, [x1, y1], index) => {
    const [x2, y2] = polygon[(index + 1) % polygon.length] ?? [x1, y1]
    const crosses = y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)
    return crosses ? !inside : inside
  }, false)
}
