import { mix } from './space.ts'

/** A place on the ground. */
export type Place = readonly [x: number, z: number]

/** A piece of a way: straight to a place, reached at a speed (metres a second); or a wait, perhaps turned towards something. */
export type Leg = { readonly to: Place; readonly speed: number } | { readonly waitS: number; readonly facing?: number }

export type Step = {
  readonly place: Place
  readonly speed: number
  readonly distance: number
}

export type Path = {
  readonly startS: number
  readonly endS: number
  at(seconds: number): Step
  /** Radians: 0 looks along +x, π/2 away from the cameras. */
  heading(seconds: number): number
}

type Piece = {
  readonly startS: number
  readonly endS: number
  readonly from: Place
  readonly to: Place
  readonly speeds: readonly [number, number]
  readonly before: number
  readonly heading: number
}

/** Nobody turns on the spot at once: the heading looks this far ahead and back. Seconds. */
const turningS = 0.35

/** On foot: every piece of the way at its own speed from the first step. */
export function walk(startS: number, start: Place, legs: readonly Leg[]): Path {
  return createPath(startS, piecesOf(startS, start, undefined, legs))
}

/** @param speed at the start; on the way to each place it grows or falls evenly */
export function drive(startS: number, start: Place, speed: number, legs: readonly Leg[]): Path {
  return createPath(startS, piecesOf(startS, start, speed, legs))
}

function createPath(startS: number, pieces: readonly Piece[]): Path {
  const endS = pieces.at(-1)?.endS ?? startS
  const within = (seconds: number) => Math.min(endS, Math.max(startS, seconds))
  return {
    startS,
    endS,
    at: (seconds) => along(pieceAt(pieces, within(seconds)), within(seconds)),
    heading: (seconds) =>
      meanHeading(
        [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((step) => pieceAt(pieces, within(seconds + (step / 4) * turningS)).heading),
      ),
  }
}

function piecesOf(startS: number, start: Place, speed: number | undefined, legs: readonly Leg[]): Piece[] {
  const pieces: Piece[] = []
  let [seconds, from, moving, before, heading] = [startS, start, speed, 0, firstHeading(start, legs)]
  for (const leg of legs) {
    const to = 'to' in leg ? leg.to : from
    const length = Math.hypot(to[0] - from[0], to[1] - from[1])
    if ('to' in leg) heading = Math.atan2(from[1] - to[1], to[0] - from[0])
    else if (leg.facing !== undefined) heading = leg.facing
    const speeds = 'to' in leg ? ([moving ?? leg.speed, leg.speed] as const) : ([0, 0] as const)
    const endS = seconds + ('to' in leg ? (2 * length) / (speeds[0] + speeds[1]) : leg.waitS)
    pieces.push({ startS: seconds, endS, from, to, speeds, before, heading })
    seconds = endS
    from = to
    moving = moving === undefined ? undefined : speeds[1]
    before += length
  }
  return pieces
}

function firstHeading(start: Place, legs: readonly Leg[]): number {
  const first = legs.find((leg) => 'to' in leg)
  return first === undefined ? 0 : Math.atan2(start[1] - first.to[1], first.to[0] - start[0])
}

function pieceAt(pieces: readonly Piece[], seconds: number): Piece {
  const found = pieces.find((piece) => seconds < piece.endS) ?? pieces.at(-1)
  if (found === undefined) throw new Error('street: a path has no legs')
  return found
}

function along({ startS, endS, from, to, speeds, before }: Piece, seconds: number): Step {
  const passed = Math.max(0, seconds - startS)
  const duration = endS - startS || 1
  const speed = mix(speeds[0], speeds[1], passed / duration)
  const length = Math.hypot(to[0] - from[0], to[1] - from[1])
  const gone = Math.min(length, ((speeds[0] + speed) / 2) * passed)
  const share = length === 0 ? 0 : gone / length
  return { place: [mix(from[0], to[0], share), mix(from[1], to[1], share)], speed, distance: before + gone }
}

/** The mean of directions. */
function meanHeading(headings: readonly number[]): number {
  const sum = (part: (heading: number) => number) => headings.reduce((total, heading) => total + part(heading), 0)
  return Math.atan2(sum(Math.sin), sum(Math.cos))
}
