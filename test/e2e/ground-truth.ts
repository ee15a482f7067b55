import { readFileSync } from 'node:fs'
import { shared } from '../shared.ts'

export type GroundTruth = {
  'intel_one-by-one-person-detection.mp4': { present_s: [from: number, to: number][] }
  'degirum_Traffic.mp4': {
    fps: number
    size: [number, number]
    line: [[number, number], [number, number]]
    vehicles_crossing: number
    crossing_frames_bottom_edge: number[]
  }
}

/** What people saw in the clips. */
export function readGroundTruth(): GroundTruth {
  return JSON.parse(readFileSync(shared('clips', 'ground-truth.json'), 'utf8')) as GroundTruth
}

export const wholePicture = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
]
