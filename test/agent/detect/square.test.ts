import { describe, expect, it } from 'vitest'
import type { Box } from '../../../agent/detect/detection.ts'
import { type Square, squaresAround } from '../../../agent/detect/square.ts'

const picture = { width: 400, height: 200 }

/** A region of these pixels. */
const region = (x: number, y: number, w: number, h: number): { box: Box } => ({
  box: [x / picture.width, y / picture.height, w / picture.width, h / picture.height],
})

const around = (regions: readonly { box: Box }[], most = 99) => squaresAround(regions, picture, most).map(rounded)

function rounded({ left, top, side }: Square): [left: number, top: number, side: number] {
  const round = (value: number) => Math.round(value * 1e6) / 1e6
  return [round(left), round(top), round(side)]
}

describe('the squares to look at', () => {
  it.each<[string, { box: Box }, [number, number, number]]>([
    ['has its middle and a quarter more than its longer side', region(100, 60, 20, 40), [85, 55, 50]],
    ['is as large for a wide one', region(100, 60, 40, 20), [95, 45, 50]],
    ['reaches over the edges of the picture', region(0, 0, 40, 40), [-5, -5, 50]],
    ['is never smaller than sixteen pixels', region(100, 60, 4, 6), [94, 55, 16]],
  ])('around one region: %s', (_, one, expected) => {
    expect(around([one])).toEqual([expected])
  })

  it('are none where nothing moves', () => {
    expect(around([])).toEqual([])
  })

  it('are also those of the parts of a region that may be many objects, and cover it', () => {
    // 100 × 100: its parts are 60 and overlap in the middle.
    expect(around([region(100, 50, 100, 100)])).toEqual([
      [87.5, 37.5, 125],
      [92.5, 42.5, 75],
      [132.5, 42.5, 75],
      [92.5, 82.5, 75],
      [132.5, 82.5, 75],
    ])
  })

  it('are parts beside one another only along a region that is long and thin', () => {
    expect(around([region(100, 50, 100, 30)]).slice(1)).toEqual([
      [92.5, 27.5, 75],
      [132.5, 27.5, 75],
    ])
    expect(around([region(100, 50, 30, 100)]).slice(1)).toEqual([
      [77.5, 42.5, 75],
      [77.5, 82.5, 75],
    ])
  })

  it.each([
    [59, 1],
    [61, 3],
  ])('have no parts below three tenths of the height of the picture: %i pixels are %i', (height, count) => {
    expect(around([region(100, 50, 20, height)])).toHaveLength(count)
  })

  it('are of every region before the parts of any, and no more than asked for', () => {
    const regions = [region(100, 50, 100, 100), region(300, 20, 40, 40), region(20, 20, 16, 16)]
    const wholes = [
      [87.5, 37.5, 125],
      [295, 15, 50],
      [18, 18, 20],
    ]
    expect(around(regions)).toHaveLength(3 + 4)
    expect(around(regions).slice(0, 3)).toEqual(wholes)
    expect(around(regions, 4)).toEqual([...wholes, [92.5, 42.5, 75]])
    expect(around(regions, 2)).toEqual(wholes.slice(0, 2))
  })
})
