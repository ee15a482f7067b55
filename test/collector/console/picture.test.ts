import { describe, expect, it } from 'vitest'
import { cropAround } from '../../../collector/console/src/events/crop.ts'
import { arrowAcross, labelPlace, toPath } from '../../../collector/console/src/events/geometry.ts'

const wide = 16 / 9

/** The part of the picture that the frame shows: [x, y, width, height], 0–1. */
function shown(...args: Parameters<typeof cropAround>): number[] {
  const { left, top, width, height } = cropAround(...args)
  return [-left / width, -top / height, 1 / width, 1 / height].map((value) => Math.round(value * 1_000) / 1_000)
}

describe('cropAround', () => {
  it('shows the whole of a picture of the same shape when no box is known', () => {
    expect(shown(undefined, wide, wide)).toEqual([0, 0, 1, 1])
  })

  it('shows a lying object with some surroundings, in the middle', () => {
    expect(shown([0.4, 0.45, 0.2, 0.1], wide, wide)).toEqual([0.37, 0.37, 0.26, 0.26])
  })

  it('stays inside the picture when the object is in a corner', () => {
    expect(shown([0.9, 0, 0.1, 0.1], wide, wide)).toEqual([0.8, 0, 0.2, 0.2])
  })

  it('does not blow a far object up beyond a fifth of the width', () => {
    expect(shown([0.5, 0.5, 0.01, 0.01], wide, wide).slice(2)).toEqual([0.2, 0.2])
  })

  it('shows the upper part of somebody who stands', () => {
    const [, y = 1, , height = 0] = shown([0.4, 0.2, 0.15, 0.6], wide, wide)
    expect(y).toBeLessThan(0.2)
    expect(height).toBeLessThan(0.6)
  })

  it.each([
    [4 / 3, wide],
    [9 / 16, wide],
    [wide, 3 / 4],
  ])('never bends the picture: %d in a frame of %d', (pictureAspect, frameAspect) => {
    const [x = -1, y = -1, width = 0, height = 0] = shown([0.1, 0.1, 0.7, 0.7], pictureAspect, frameAspect)
    expect((width / height) * pictureAspect).toBeCloseTo(frameAspect, 1)
    expect([x >= 0, y >= 0, x + width <= 1.001, y + height <= 1.001]).toEqual([true, true, true, true])
  })
})

describe('arrowAcross', () => {
  // Walking from left to right on the screen, the right hand points down.
  const tips = (d: string) => d.match(/L[^ML]+/g)

  it('points to the right of somebody who walks along the line for in, to the left for out', () => {
    const line = [
      [0, 0.5],
      [1, 0.5],
    ] as const
    expect(tips(arrowAcross(line, 'in'))?.[0]).toBe('L0.5 0.545')
    expect(tips(arrowAcross(line, 'out'))?.[0]).toBe('L0.5 0.455')
  })

  it('stands half-way along a line of several parts', () => {
    const line = [
      [0, 0],
      [0.2, 0],
      [0.2, 0.8],
    ] as const
    expect(tips(arrowAcross(line, 'in'))?.[0]).toBe('L0.155 0.3')
  })

  it('draws nothing for a line without length', () => {
    expect(
      arrowAcross(
        [
          [0.5, 0.5],
          [0.5, 0.5],
        ],
        'in',
      ),
    ).toBe('')
  })
})

describe('labelPlace', () => {
  it('is the uppermost point, kept within the picture', () => {
    expect(
      labelPlace([
        [0.2, 0.9],
        [0.5, 0.1],
        [0.9, 0.9],
      ]),
    ).toEqual({ left: '50%', top: '10%' })
    expect(
      labelPlace([
        [1, 1],
        [1, 1],
      ]),
    ).toEqual({ left: '86%', top: '94%' })
  })
})

describe('toPath', () => {
  it('joins the points', () => {
    expect(
      toPath([
        [0, 0.123456],
        [1, 1],
      ]),
    ).toBe('M0 0.1235L1 1')
  })
})
