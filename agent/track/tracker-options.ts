import type { MotionNoise } from './motion.ts'

export type TrackerOptions = {
  /** Detections of at least this score are looked for first, and alone may bridge a distance. */
  readonly strongScore: number
  /** Score that an object nobody followed must have to be followed. */
  readonly startScore: number
  /** Least overlap (IoU) of a strong detection with the predicted box. */
  readonly strongOverlap: number
  /** The same for a weak detection. */
  readonly weakOverlap: number
  /** How much an uncertain prediction may enlarge both boxes for that on each side, in their own sizes. */
  readonly overlapSlack: number
  /** Overlap from which two detections of like classes are one object. */
  readonly sameOverlap: number
  /** How far a detection may be from where it was expected, in standard deviations … */
  readonly reachDeviations: number
  /** … and in box sizes, however long nothing was seen. */
  readonly reachSizes: number
  /** How many times larger or smaller a box may be than predicted when it is found by distance. */
  readonly reachGrowth: number
  /** An object is believed when it is seen again this long after the first time. */
  readonly confirmMs: number
  /** How long it takes to know its speed. */
  readonly steadyMs: number
  /** As confirmMs while nobody can tell what it is. */
  readonly unsureMs: number
  /** How long an object that is not yet believed may stay unseen. */
  readonly doubtMs: number
  /** How long a believed one may stay unseen. */
  readonly coastMs: number
  /** A pause between two frames after which nothing is recognised, however slow the frames are. */
  readonly pauseMs: number
  readonly exact: Exactness
  /** The same of a detector that leaves the class to the track, since it sees only what moves. */
  readonly rough: Exactness
}

/** How well boxes fit. */
export type Exactness = {
  readonly noise: MotionNoise
  /** A box this near to the edge of the picture may go on beyond it. */
  readonly edge: number
}

/**
 * One set for every camera, 2 to 30 frames per second: times are milliseconds, lengths are sizes of the object's own box.
 *
 * - scores: nano detectors give clear objects 0.5–0.9, the same ones blurred or cut off 0.1–0.4, and empty scenes hardly
 *   ever more than 0.4; ByteTrack's 0.6 and 0.7 are for larger models.
 * - overlaps: 0.1 for strong detections is ByteTrack's. Its 0.5 for weak ones is for 30 frames per second; at 5 an object
 *   has moved further, and below 0.3 a neighbour's weak double is as good a match. Boxes grown by half are C-BIoU's most.
 * - reach: three deviations hold 99 % of honest misses; two sizes is a running person between frames at 5 per second.
 * - times: two frames at 5 per second confirm, a flicker of five frames at 30 does not. 1.5 s outlast a passer-by, a turned
 *   back and a blurred stretch; people who follow each other through a door are usually further apart.
 * - noise: detectors place an edge within 5 % of the box. A walker does 1.5 sizes per second, a car towards the camera
 *   4 and more, and perspective doubles that within a second. Boxes around motion were measured on drawn streets: their middle
 *   is 6 to 20 % of the size off, and what jumps as they do must not be taken for speed.
 */
export const trackerDefaults: TrackerOptions = {
  strongScore: 0.4,
  startScore: 0.45,
  strongOverlap: 0.1,
  weakOverlap: 0.3,
  overlapSlack: 0.5,
  sameOverlap: 0.6,
  reachDeviations: 3,
  reachSizes: 2,
  reachGrowth: 2,
  confirmMs: 150,
  steadyMs: 400,
  unsureMs: 3_000,
  doubtMs: 300,
  coastMs: 1_500,
  pauseMs: 8_000,
  exact: { noise: { measurement: 0.05, initialSpeed: 2, acceleration: 3, growth: 1 }, edge: 0.006 },
  rough: { noise: { measurement: 0.1, initialSpeed: 2, acceleration: 2, growth: 1 }, edge: 0.015 },
}
