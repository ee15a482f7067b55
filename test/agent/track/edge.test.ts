import { describe, expect, it } from 'vitest'
import type { Box, Detection } from '../../../agent/detect/detection.ts'
import type { Track } from '../../../agent/track/scene.ts'
import { createTracker } from '../../../agent/track/tracker.ts'

const stepMs = 200

/** Somebody of this box at each step, as far as the picture shows. */
function follow(boxes: readonly Box[]): Track[] {
  const tracker = createTracker()
  return boxes.flatMap((box, index) => tracker.update(seen(box), 1_000 + index * stepMs).tracks)
}

function seen([x, y, w, h]: Box): Detection[] {
  const [left, top, right, bottom] = [x, y, x + w, y + h].map((value) => Math.min(1, Math.max(0, value)))
  const box = [left, top, (right ?? 0) - (left ?? 0), (bottom ?? 0) - (top ?? 0)] as Box
  return box[2] > 0 && box[3] > 0 ? [{ label: 'person', class: 'Human', score: 0.8, box }] : []
}

const steps = (count: number, box: (index: number) => Box): Box[] =>
  Array.from({ length: count }, (_, index) => box(index))

describe('somebody who walks out of the picture', () => {
  it.each<[string, (index: number) => Box, index: number]>([
    ['to the right', (index) => [0.7 + 0.02 * index, 0.3, 0.1, 0.4], 13],
    ['to the left', (index) => [0.2 - 0.02 * index, 0.3, 0.1, 0.4], 13],
    ['downwards', (index) => [0.4, 0.3 + 0.03 * index, 0.1, 0.4], 16],
  ])('keeps the pace and the size, and the place of the feet goes on beyond the edge: %s', (_, walk, last) => {
    const tracks = follow(steps(last + 1, walk))
    expect(new Set(tracks.map(({ id }) => id))).toEqual(new Set([1]))
    const [x, y, w, h] = walk(last)
    const { box, foot = [0, 0] } = tracks.at(-1) as Track
    expect(Math.hypot(foot[0] - x - w / 2, foot[1] - y - h)).toBeLessThan(0.02)
    expect(Math.min(...box)).toBeGreaterThanOrEqual(0)
    expect(Math.max(box[0] + box[2], box[1] + box[3])).toBeLessThanOrEqual(1 + 1e-9)
  })

  it('has no such place while all of the box is inside', () => {
    for (const track of follow(steps(8, (index) => [0.5 + 0.02 * index, 0.3, 0.1, 0.4]))) {
      expect(track).not.toHaveProperty('foot')
    }
  })
})

describe('somebody who walks into the picture', () => {
  it('is as large as what is seen, until there is more', () => {
    const walk = (index: number): Box => [-0.18 + 0.02 * index, 0.3, 0.2, 0.4]
    for (const { box, seenAt } of follow(steps(9, walk))) {
      const [x, , w] = walk((seenAt - 1_000) / stepMs)
      expect(box[0]).toBeLessThan(0.02)
      expect(Math.abs(box[0] + box[2] - x - w)).toBeLessThan(0.02)
    }
  })
})

describe('somebody who comes in and is then hidden', () => {
  it('does not go on growing where nobody sees it', () => {
    const walk = (index: number): Box => [-0.2 + 0.035 * index, 0.3, 0.2, 0.4]
    const hidden = steps(4, (): Box => [2, 0, 0.1, 0.1])
    const last = follow([...steps(6, walk), ...hidden]).at(-1)
    expect(last?.seenAt).toBe(1_000 + 5 * stepMs)
    expect(last?.box[2]).toBeLessThanOrEqual(6 * 0.035)
  })
})

describe('somebody who fills the picture from edge to edge', () => {
  it('is as large as the picture', () => {
    const tracks = follow(steps(6, () => [0, 0.1, 1, 0.9]))
    expect(tracks.at(-1)?.box[2]).toBeCloseTo(1, 2)
    expect(tracks.at(-1)?.box[1]).toBeCloseTo(0.1, 2)
  })
})
