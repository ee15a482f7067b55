import { describe, expect, it } from 'vitest'
import { intersectionOverUnion, suppress, toDetections } from '../../../agent/detect/candidate.ts'
import type { Box, Detection } from '../../../agent/detect/detection.ts'
import type { ModelManifest } from '../../../models/manifest.ts'

const detection = (label: string, name: string, score: number, box: Box): Detection => ({
  label,
  class: name,
  score,
  box,
})

describe('the overlap of two boxes', () => {
  it.each([
    [[0, 0, 0.5, 0.5], [0, 0, 0.5, 0.5], 1],
    [[0, 0, 0.5, 0.5], [0.5, 0, 0.5, 0.5], 0],
    [[0, 0, 0.5, 0.5], [0.6, 0.6, 0.1, 0.1], 0],
    [[0, 0, 0.4, 0.4], [0.2, 0, 0.4, 0.4], 1 / 3],
    [[0, 0, 0.4, 0.4], [0.1, 0.1, 0.2, 0.2], 0.25],
  ] as [Box, Box, number][])('of %j and %j is %d', (a, b, expected) => {
    expect(intersectionOverUnion(a, b)).toBeCloseTo(expected, 9)
    expect(intersectionOverUnion(b, a)).toBeCloseTo(expected, 9)
  })
})

describe('suppression', () => {
  it('keeps the strongest of boxes that overlap too much', () => {
    const weak = detection('person', 'Human', 0.4, [0.1, 0.1, 0.2, 0.4])
    const strong = detection('person', 'Human', 0.9, [0.11, 0.1, 0.2, 0.4])
    const apart = detection('person', 'Human', 0.2, [0.6, 0.1, 0.2, 0.4])
    expect(suppress([weak, strong, apart], 0.65)).toEqual([strong, apart])
  })

  it('takes one van that looks like a car and like a truck for one vehicle', () => {
    const truck = detection('truck', 'Vehicle', 0.5, [0.1, 0.1, 0.4, 0.3])
    const car = detection('car', 'Vehicle', 0.6, [0.1, 0.1, 0.4, 0.3])
    expect(suppress([truck, car], 0.65)).toEqual([car])
  })

  it('keeps the rider and the bicycle', () => {
    const rider = detection('person', 'Human', 0.8, [0.1, 0.1, 0.2, 0.4])
    const bicycle = detection('bicycle', 'Bicycle', 0.7, [0.1, 0.1, 0.2, 0.4])
    expect(suppress([bicycle, rider], 0.65)).toEqual([rider, bicycle])
  })
})

describe('detections', () => {
  const model: Pick<ModelManifest, 'labels' | 'classes' | 'thresholds'> = {
    labels: ['person', 'chair', 'bus'],
    classes: { person: { class: 'Human', fastest: 2.5 }, bus: { class: 'Vehicle', vehicleType: 'Bus' } },
    thresholds: { score: 0.05, iou: 0.65 },
  }
  const placement = { left: 0, top: 0, width: 100, height: 50 }
  const at = { left: 25, top: 12.5, right: 50, bottom: 37.5 }

  it('carry label, class and kind, in 0–1 of the picture', () => {
    expect(toDetections([{ ...at, label: 2, score: 0.5 }], placement, model)).toEqual([
      { label: 'bus', class: 'Vehicle', vehicleType: 'Bus', score: 0.5, box: [0.25, 0.25, 0.25, 0.5] },
    ])
  })

  it('leave out labels that have no class on the wire, and boxes outside the picture', () => {
    const outside = { left: 10, top: 60, right: 20, bottom: 90, label: 0, score: 0.9 }
    expect(toDetections([{ ...at, label: 1, score: 0.9 }, outside], placement, model)).toEqual([])
  })

  it('say nothing of how fast such an object may be', () => {
    expect(toDetections([{ ...at, label: 0, score: 0.5 }], placement, model)).toEqual([
      { label: 'person', class: 'Human', score: 0.5, box: [0.25, 0.25, 0.25, 0.5] },
    ])
  })

  it('never have a score above 1', () => {
    expect(toDetections([{ ...at, label: 0, score: 1.0004 }], placement, model)[0]?.score).toBe(1)
  })
})
