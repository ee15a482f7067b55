import { expect, it } from 'vitest'
import { truthFrames } from '../../../scripts/evaluate/truth-frames.ts'
import { defaults } from '../../../scripts/street/options.ts'
import type { TruthObject } from '../../../scripts/street/truth.ts'

const seen = { story: 'traffic', firstS: 0, lastS: 1, meanSpeed: 1, maxSpeed: 1, stops: [] } as const
const objects: TruthObject[] = [
  { ...seen, id: 1, class: 'motorcycle', riderId: 2 },
  { ...seen, id: 2, class: 'rider', ridesId: 1 },
  { ...seen, id: 3, class: 'bag' },
  { ...seen, id: 4, class: 'pedestrian' },
]
const truth = { objects, options: { ...defaults, width: 480, height: 240, fps: 2, seconds: 1.5 } }

it('a two-wheeler and its rider are one object around both, under the id of the machine', () => {
  const [frame] = truthFrames(
    [
      { frame: 1, id: 1, box: [48, 120, 96, 48], class: 'motorcycle', visibility: 0.4 },
      { frame: 1, id: 2, box: [72, 60, 24, 72], class: 'rider', visibility: 0.9 },
    ],
    truth,
  )
  expect(frame?.objects).toEqual([
    { id: 1, group: 'TwoWheeler', box: [0.1, 0.25, 0.2, 0.45], visibility: 0.9, height: 216 },
  ])
  expect(frame?.boxes).toHaveLength(2)
})

it('a rider whose machine is hidden is still the machine', () => {
  const [frame] = truthFrames([{ frame: 1, id: 2, box: [48, 24, 48, 48], class: 'rider', visibility: 1 }], truth)
  expect(frame?.objects).toMatchObject([{ id: 1, group: 'TwoWheeler', box: [0.1, 0.1, 0.1, 0.2] }])
})

it('a bag is something that is there, but no object', () => {
  const [frame] = truthFrames([{ frame: 1, id: 3, box: [0, 0, 48, 24], class: 'bag', visibility: 1 }], truth)
  expect(frame).toEqual({ objects: [], boxes: [[0, 0, 0.1, 0.1]] })
})

it('there is a frame for each of the film, also where nobody is seen', () => {
  const frames = truthFrames([{ frame: 3, id: 4, box: [0, 0, 48, 24], class: 'pedestrian', visibility: 1 }], truth)
  expect(frames.map(({ objects }) => objects.length)).toEqual([0, 0, 1])
})
