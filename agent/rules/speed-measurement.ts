import type { Box } from '../detect/detection.ts'
import type { Point } from './geometry.ts'
import type { Calibration } from './ground-calibration.ts'
import { fitMotion, type GroundSample, ninetyFive } from './motion-fit.ts'
import { anchor } from './track-selection.ts'

/** Where an object was seen whole. */
export type Sighting = { readonly at: number; readonly box: Box }

/** km/h; the true speed is within `errorKmh` of it in 95 of 100 cases. */
export type MeasuredSpeed = { readonly kmh: number; readonly errorKmh: number }

/** Fewer places, or less of the way, or a less certain speed than this are no measurement. */
const leastSightings = 4
const leastWay = 0.3
const mostUncertain = 0.5

const kmhPerMetreASecond = 3.6
/** How exactly people measure a road, standard deviation. */
const tapeShare = 0.01
/**
 * The middle of a box's lower edge is not the same spot of the object all the way: as the camera sees it from another side it
 * wanders by so much of the box's width, standard deviation at each end.
 */
const wanderShare = 0.08

/** Speed over the ground of one passage; undefined when it was too short to tell. */
export function measureSpeed(sightings: readonly Sighting[], calibration: Calibration): MeasuredSpeed | undefined {
  const [first, last] = [sightings[0], sightings.at(-1)]
  if (first === undefined || last === undefined || sightings.length < leastSightings) return undefined
  const seconds = (last.at - first.at) / 1000
  const { velocity, speed, error: fitError } = fitMotion(samplesOf(sightings, first.at, calibration.toGround))
  if (speed * seconds < leastWay * calibration.length) return undefined
  const wanders = [first, last].map(({ box }) => wanderOf(box, velocity, calibration))
  const drawing = calibration.misdrawn.map(([more, less]) => {
    const speeds = [more, less].map((toGround) => fitMotion(samplesOf(sightings, first.at, toGround)).speed)
    return ((speeds[0] ?? 0) - (speeds[1] ?? 0)) / 2
  })
  const deviation = Math.hypot(Math.hypot(...wanders) / seconds, tapeShare * speed, ...drawing)
  const error = Math.hypot(fitError, ninetyFive * deviation)
  if (!(error <= mostUncertain * speed)) return undefined
  return { kmh: tenth(Math.round, speed), errorKmh: tenth(Math.ceil, error) }
}

function samplesOf(sightings: readonly Sighting[], firstAt: number, toGround: (point: Point) => Point): GroundSample[] {
  return sightings.map(({ at, box }) => ({
    seconds: (at - firstAt) / 1000,
    at: toGround(anchor(box)),
    spread: spreadOf(box, toGround),
  }))
}

/** Metres along the way. */
function wanderOf(box: Box, [vx, vy]: Point, { toGround }: Calibration): number {
  const [x, y] = anchor(box)
  const from = toGround([x, y])
  const to = toGround([x + piece * box[2], y])
  const along = (to[0] - from[0]) * vx + (to[1] - from[1]) * vy
  return (wanderShare * Math.abs(along)) / Math.hypot(vx, vy) / piece
}

/** Metres of ground that a box covers, as far as a small piece of it at its foot tells. */
function spreadOf(box: Box, toGround: (point: Point) => Point): number {
  const [x, y] = anchor(box)
  const [, , width, height] = box
  const from = toGround([x, y])
  const metres = (to: Point) => Math.hypot(to[0] - from[0], to[1] - from[1]) / piece
  return Math.hypot(metres(toGround([x + piece * width, y])), metres(toGround([x, y + piece * height])))
}

const piece = 0.02

function tenth(round: (value: number) => number, metresPerSecond: number): number {
  return round(metresPerSecond * kmhPerMetreASecond * 10) / 10
}
