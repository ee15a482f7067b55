import type { Box } from '../detect/detection.ts'

/** Value and speed of one coordinate with their covariance: a Kalman filter of constant velocity. */
type Axis = {
  readonly value: number
  /** Per second. */
  readonly speed: number
  readonly valueVariance: number
  readonly covariance: number
  readonly speedVariance: number
}

/**
 * Where a box is and where it goes. The four axes share no noise, so four filters of two states are the same as one
 * of eight (Bewley et al. 2016, Zhang et al. 2022), and each step takes the real time that passed.
 */
export type Motion = { readonly cx: Axis; readonly cy: Axis; readonly w: Axis; readonly h: Axis }

export type MotionNoise = {
  /** Standard deviation of a detector's coordinate, in box sizes. */
  readonly measurement: number
  /** Standard deviation of the speed of an object that is new, in box sizes per second. */
  readonly initialSpeed: number
  /** How much a speed changes within a second, in box sizes per second. */
  readonly acceleration: number
  /** The same for the growth of the box, in box sizes per second. */
  readonly growth: number
}

/** The motion of a box that was seen once: it may go anywhere. */
export function startMotion(box: Box, noise: MotionNoise): Motion {
  const [x, y, width, height] = box
  const size = boxSize(width, height)
  const axis = (value: number, speed: number): Axis => ({
    value,
    speed: 0,
    valueVariance: (noise.measurement * size) ** 2,
    covariance: 0,
    speedVariance: (speed * size) ** 2,
  })
  return {
    cx: axis(x + width / 2, noise.initialSpeed),
    cy: axis(y + height / 2, noise.initialSpeed),
    w: axis(width, noise.growth),
    h: axis(height, noise.growth),
  }
}

/** `elapsedMs` later, with nothing seen. */
export function predict(motion: Motion, elapsedMs: number, noise: MotionNoise): Motion {
  const seconds = elapsedMs / 1000
  const size = boxSize(motion.w.value, motion.h.value)
  const wander = (noise.acceleration * size) ** 2
  const growth = (noise.growth * size) ** 2
  return {
    cx: predictAxis(motion.cx, seconds, wander),
    cy: predictAxis(motion.cy, seconds, wander),
    w: predictSize(motion.w, seconds, growth),
    h: predictSize(motion.h, seconds, growth),
  }
}

/** Brings in what the detector saw at the motion's time. */
export function correct(motion: Motion, box: Box, noise: MotionNoise): Motion {
  const [x, y, width, height] = box
  const variance = (noise.measurement * boxSize(width, height)) ** 2
  return {
    cx: correctAxis(motion.cx, x + width / 2, variance),
    cy: correctAxis(motion.cy, y + height / 2, variance),
    w: correctAxis(motion.w, width, variance),
    h: correctAxis(motion.h, height, variance),
  }
}

/** The box at the motion's time, which may reach over the edges of the picture. */
export function boxOf(motion: Motion): Box {
  const width = motion.w.value
  const height = motion.h.value
  return [motion.cx.value - width / 2, motion.cy.value - height / 2, width, height]
}

/** Side of the square of the same area: one length for wide cars and tall people. */
export function boxSize(width: number, height: number): number {
  return Math.sqrt(Math.max(width * height, 1e-8))
}

/** White noise on the acceleration over `seconds`; `density` is the variance of the speed gained in one second. */
function predictAxis(axis: Axis, seconds: number, density: number): Axis {
  return {
    value: axis.value + axis.speed * seconds,
    speed: axis.speed,
    valueVariance:
      axis.valueVariance +
      2 * seconds * axis.covariance +
      seconds ** 2 * axis.speedVariance +
      (density * seconds ** 3) / 3,
    covariance: axis.covariance + seconds * axis.speedVariance + (density * seconds ** 2) / 2,
    speedVariance: axis.speedVariance + density * seconds,
  }
}

/**
 * A growth that was measured tells little about the seconds ahead: it fades, and what shrinks does so by shares of itself,
 * never to nothing. Exact in any number of steps.
 */
function predictSize(axis: Axis, seconds: number, density: number): Axis {
  const fade = Math.exp(-seconds / growthFadesS)
  const gained = axis.speed * growthFadesS * (1 - fade)
  const value = gained >= 0 ? axis.value + gained : axis.value * Math.exp(gained / axis.value)
  const speed = axis.speed * fade * (gained >= 0 ? 1 : value / axis.value)
  return { ...predictAxis(axis, seconds, density), value, speed }
}

const growthFadesS = 0.5

function correctAxis(axis: Axis, measured: number, variance: number): Axis {
  const total = axis.valueVariance + variance
  const gain = axis.valueVariance / total
  const speedGain = axis.covariance / total
  const surprise = measured - axis.value
  return {
    value: axis.value + gain * surprise,
    speed: axis.speed + speedGain * surprise,
    valueVariance: (1 - gain) * axis.valueVariance,
    covariance: (1 - gain) * axis.covariance,
    speedVariance: axis.speedVariance - speedGain * axis.covariance,
  }
}
