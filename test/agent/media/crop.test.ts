import { describe, expect, it } from 'vitest'
import { cropAround } from '../../../agent/media/crop.ts'

const hd = { width: 1280, height: 720 }

describe('cropAround', () => {
  it.each([
    ['a small object, with no less than a fifth of the width', [0.5, 0.5, 0.02, 0.02], [525, 295, 256, 144]],
    ['a wide object, with a margin', [0.25, 0.4, 0.5, 0.2], [224, 126, 832, 468]],
    ['the upper part of somebody who stands', [0.4, 0.2, 0.1, 0.6], [252, 102, 649, 365]],
    ['an object in the corner, without leaving the picture', [0, 0, 0.05, 0.05], [0, 0, 256, 144]],
    ['an object in the last corner as well', [0.98, 0.98, 0.02, 0.02], [1024, 576, 256, 144]],
    ['all of the picture at most', [0, 0, 1, 1], [0, 0, 1280, 720]],
  ] as const)('shows %s', (_, box, [left, top, width, height]) => {
    expect(cropAround(box, hd, 16 / 9)).toEqual({ left, top, width, height })
  })

  it.each([
    [640, 480],
    [480, 640],
    [161, 90],
    [1, 1],
  ])('stays inside a picture of %i × %i', (width, height) => {
    for (const box of [
      [0.9, 0.9, 0.1, 0.1],
      [0, 0, 1, 1],
      [0.3, 0, 0.2, 1],
    ] as const) {
      const crop = cropAround(box, { width, height }, 16 / 9)
      expect(crop.left + crop.width).toBeLessThanOrEqual(width)
      expect(crop.top + crop.height).toBeLessThanOrEqual(height)
      expect(Math.min(crop.left, crop.top, crop.width - 1, crop.height - 1)).toBeGreaterThanOrEqual(0)
    }
  })
})
