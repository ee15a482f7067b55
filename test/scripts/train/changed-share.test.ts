import { describe, expect, it } from 'vitest'
import type { ChangeMap } from '../../../agent/motion/motion.ts'
import { changedShare } from '../../../scripts/train/changed-share.ts'

/** Four by three cells of ten pixels. */
const change: ChangeMap = {
  ...{ width: 4, height: 3, cellPixels: 10 },
  contrast: Float32Array.of(0, 0.99, 0, 0, 0, 1, 3, 0, 0, 1.5, 0, 0),
}

describe('the share of a box that has changed', () => {
  it.each<[string, [number, number, number, number], number]>([
    ['of one cell that has', [10, 10, 10, 10], 1],
    ['of one cell that has almost', [10, 0, 10, 10], 0],
    ['of a cell of two', [20, 10, 20, 10], 0.5],
    ['of all cells', [0, 0, 40, 30], 3 / 12],
    ['of the cells that it touches', [15, 12, 10, 10], 3 / 4],
    ['of what lies inside the picture', [-20, 10, 40, 10], 1 / 2],
    ['of what lies inside the picture, at its end', [20, 10, 90, 90], 1 / 4],
    ['of nothing outside of it', [60, 0, 10, 10], 0],
    ['of nothing before it', [-30, -30, 20, 20], 0],
  ])('is %s', (_, box, expected) => {
    expect(changedShare(change, box)).toBeCloseTo(expected, 9)
  })
})
