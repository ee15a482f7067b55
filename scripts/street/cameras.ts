import { rectangleOn } from './ground.ts'
import type { Place } from './path.ts'
import type { Point3 } from './space.ts'
import { createView, type Pose, project } from './view.ts'

export type CameraName = 'pole' | 'gate' | 'pavement'

/** A line and a zone as people draw them: in 0–1 of the picture. */
export type Drawing = {
  readonly line: readonly (readonly [number, number])[]
  readonly zone: readonly (readonly [number, number])[]
}

export type Camera = {
  readonly name: CameraName
  readonly pose: Pose
  /** Beyond these x nobody is seen: there people and vehicles begin and end. */
  readonly reach: readonly [number, number]
  /** Where most stories happen: x of the middle, and the pavement beyond the road (−1) or on this side of it (1). */
  readonly stage: { readonly x: number; readonly side: 1 | -1 }
  /** How people on foot come to the stage from outside the picture: from the left, from the right. */
  readonly ways: readonly [readonly Place[], readonly Place[]]
  /** Across the street, on the ground. */
  readonly line: readonly [Point3, Point3]
  /** On a pavement. */
  readonly zone: readonly Point3[]
}

export const cameras: Readonly<Record<CameraName, Camera>> = {
  pole: {
    name: 'pole',
    pose: { eye: [-4.5, 5.3, 9.4], target: [-0.5, 0.5, -2.6], field: 31 },
    reach: [-9, 14.5],
    stage: { x: -1.6, side: -1 },
    ways: [[[-8.6, -6.4]], [[14, -6.4]]],
    line: [
      [1.8, 0.14, -8],
      [1.8, 0, 4.4],
    ],
    zone: rectangleOn([-4, 0.6], [-8.3, -4.9]),
  },
  gate: {
    name: 'gate',
    pose: { eye: [6.5, 4, 15.5], target: [6.3, 0.6, 2], field: 36 },
    reach: [-9, 22],
    stage: { x: 6.2, side: 1 },
    ways: [[[-4, 6.4]], [[16, 6.4]]],
    line: [
      [3.6, 0.14, 7.6],
      [9.4, 0.14, 7.6],
    ],
    zone: rectangleOn([0, 12], [4.8, 7]),
  },
  pavement: {
    name: 'pavement',
    pose: { eye: [-11, 3.6, 8], target: [1, 0.9, 2.2], field: 38 },
    reach: [-16, 40],
    stage: { x: 0, side: 1 },
    ways: [
      [[-15, 6.6]],
      [
        [6.4, 13],
        [6.4, 6.8],
      ],
    ],
    line: [
      [0, 0.14, 8],
      [0, 0.14, 4.7],
    ],
    zone: rectangleOn([-4, 4], [4.8, 8]),
  },
}

/** Where the line and the zone lie in the picture. */
export function drawingOf({ pose, line, zone }: Camera, width: number, height: number): Drawing {
  const view = createView(pose, width, height)
  const seen = (points: readonly Point3[]) =>
    points.map((point): readonly [number, number] => {
      const [x, y] = project(view, point) ?? [0, 0]
      return [inPicture(x), inPicture(y)]
    })
  return { line: seen(line), zone: seen(zone) }
}

function inPicture(value: number): number {
  return Math.round(Math.min(1, Math.max(0, value)) * 1000) / 1000
}
