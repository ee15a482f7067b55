import { createHash } from 'node:crypto'
import type { CameraName } from './cameras.ts'
import type { LightName } from './light.ts'

/** All that decides a film. */
export type StreetOptions = {
  readonly seed: number
  readonly camera: CameraName
  readonly light: LightName
  readonly rain: boolean
  readonly seconds: number
  readonly fps: number
  readonly width: number
  readonly height: number
  /** Of x264: lower is better and larger. */
  readonly crf: number
}

export const defaults: StreetOptions = {
  seed: 9,
  camera: 'pole',
  light: 'day',
  rain: false,
  seconds: 48,
  fps: 10,
  width: 960,
  height: 540,
  crf: 31,
}

/** Raised whenever the same options give another film. */
export const generatorVersion = 1

/** The name of exactly this film. */
export function keyOf(options: StreetOptions): string {
  const sorted = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([generatorVersion, sorted]))
    .digest('hex')
    .slice(0, 16)
}

export function frameCount({ seconds, fps }: StreetOptions): number {
  return Math.round(seconds * fps)
}

const limits = {
  seed: [0, 2 ** 31 - 1],
  seconds: [1, 3600],
  fps: [1, 60],
  width: [64, 3840],
  height: [64, 2160],
  crf: [0, 51],
} as const

/** @returns what is wrong with the options, a sentence each */
export function problemsOf(options: StreetOptions): string[] {
  const problems = Object.entries(limits).flatMap(([key, [least, most]]) => {
    const value = options[key as keyof typeof limits]
    return value >= least && value <= most ? [] : [`--${key}: must be a number from ${least} to ${most}, got ${value}`]
  })
  for (const key of ['seed', 'width', 'height', 'crf'] as const) {
    if (!Number.isInteger(options[key])) problems.push(`--${key}: must be a whole number, got ${options[key]}`)
  }
  for (const key of ['width', 'height'] as const) {
    // H.264 halves the chroma planes.
    if (options[key] % 2 === 1) problems.push(`--${key}: must be even, got ${options[key]}`)
  }
  return problems
}
