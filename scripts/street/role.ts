import type { Figure } from './figure.ts'
import type { Path } from './path.ts'

/** Somebody or something on the street, and what it does there. */
export type Role = {
  readonly figure: Figure
  readonly path: Path
  /** When it is there; else for as long as its path takes. Seconds of the film. */
  readonly present?: readonly [fromS: number, toS: number]
  /** Whether it carries its bag; else it always does what its figure does. */
  readonly carries?: (seconds: number) => boolean
}

export function presence({ present, path }: Role): readonly [fromS: number, toS: number] {
  return present ?? [path.startS, path.endS]
}

const stepS = 0.25

/** Metres to keep, along and across the street: people brush past one another. */
const gaps = { onFoot: [-0.2, -0.25], driving: [1, 0.15] } as const

/** Whether two would drive or walk through one another. */
export function collide(a: Role, b: Role): boolean {
  const gap = isOnFoot(a) && isOnFoot(b) ? gaps.onFoot : gaps.driving
  const [fromA, toA] = presence(a)
  const [fromB, toB] = presence(b)
  const along = (a.figure.length + b.figure.length) / 2 + gap[0]
  const across = (a.figure.width + b.figure.width) / 2 + gap[1]
  for (let seconds = Math.max(fromA, fromB); seconds <= Math.min(toA, toB); seconds += stepS) {
    const [ax, az] = a.path.at(seconds).place
    const [bx, bz] = b.path.at(seconds).place
    if (Math.abs(ax - bx) < along && Math.abs(az - bz) < across) return true
  }
  return false
}

function isOnFoot({ figure }: Role): boolean {
  return figure.class === 'pedestrian' || figure.class === 'bag'
}
