import { describe, expect, it } from 'vitest'
import { boxInPicture, placePicture } from '../../../agent/detect/placement.ts'

describe('placing a picture in the input of a model', () => {
  it.each([
    ['stretch', 1920, 1080, { left: 0, top: 0, width: 416, height: 416 }],
    ['top-left', 1920, 1080, { left: 0, top: 0, width: 416, height: 234 }],
    ['center', 1920, 1080, { left: 0, top: 91, width: 416, height: 234 }],
    ['center', 480, 640, { left: 52, top: 0, width: 312, height: 416 }],
    ['top-left', 100, 50, { left: 0, top: 0, width: 416, height: 208 }],
    ['center', 5000, 1, { left: 0, top: 207, width: 416, height: 1 }],
  ] as const)('%s puts %i×%i where it belongs', (fit, width, height, expected) => {
    expect(placePicture(width, height, { width: 416, height: 416, fit })).toEqual(expected)
  })

  it.each(['stretch', 'top-left', 'center'] as const)('%s: a box comes back where it was', (fit) => {
    const box = [0.1, 0.25, 0.3, 0.5] as const
    for (const [width, height] of [
      [1920, 1080],
      [333, 777],
      [3, 5],
    ] as const) {
      const placement = placePicture(width, height, { width: 640, height: 384, fit })
      const { left, top } = placement
      const corners = {
        left: left + box[0] * placement.width,
        top: top + box[1] * placement.height,
        right: left + (box[0] + box[2]) * placement.width,
        bottom: top + (box[1] + box[3]) * placement.height,
      }
      const back = boxInPicture(corners, placement)
      for (const [index, value] of box.entries()) expect(back?.[index]).toBeCloseTo(value, 9)
    }
  })
})

describe('a box that the model gave', () => {
  const placement = { left: 0, top: 91, width: 416, height: 234 }

  it('is cut off at the edges of the picture', () => {
    expect(boxInPicture({ left: -50, top: 91 - 20, right: 208, bottom: 500 }, placement)).toEqual([0, 0, 0.5, 1])
  })

  it('may be unbounded', () => {
    const corners = { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity }
    expect(boxInPicture(corners, placement)).toEqual([0, 0, 1, 1])
  })

  it('that lies in the padding is none', () => {
    expect(boxInPicture({ left: 10, top: 5, right: 60, bottom: 80 }, placement)).toBeUndefined()
  })
})
