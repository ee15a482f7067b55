import type { Box } from '../detect/detection.ts'
import { headInFilm, personInFilm } from './regions.ts'

/** Who was in one frame: nobody, when there are no boxes. */
export type Sighting = { readonly at: number; readonly people: readonly Box[] }

export type VeilOptions = {
  /** Ascending. */
  readonly sightings: readonly Sighting[]
  readonly blur: 'heads' | 'people'
  /** A picture's width by its height, in pixels. */
  readonly aspect: number
  /** How long a place stays hidden before somebody is seen there and after, in milliseconds. */
  readonly holdMs: number
}

/**
 * What is to be hidden in the picture of a time. Of a film only some pictures were looked at: where somebody was seen shortly
 * before or after is hidden, and all the way between two sightings.
 * @returns undefined when nobody knows who was there
 */
export type Veil = (at: number) => readonly Box[] | undefined

/** Two looks further apart than this let somebody pass unseen. */
const maxPauseMs = 1_500
/** As long before the first look and after the last one somebody who comes has not come far. */
const edgeMs = 300
/** Who moved further between two looks, in sizes of the region, is taken for somebody else. */
const reachSizes = 2

export function createVeil({ sightings, blur, aspect, holdMs }: VeilOptions): Veil {
  const regionOf = blur === 'heads' ? (person: Box) => headInFilm(person, aspect) : personInFilm
  const seen = sightings.map(({ at, people }) => ({ at, regions: people.map(regionOf) }))
  /** From each look to the next: where everybody was, and the way from one place to the other. */
  const steps = seen.map(({ at, regions }, index) => {
    const next = seen[index + 1]
    const isNext = next !== undefined && next.at - at <= maxPauseMs
    return { from: at, to: isNext ? next.at : at, regions: isNext ? ways(regions, next.regions) : regions }
  })
  return (at) => {
    if (!isKnown(sightings, at)) return undefined
    return steps.filter(({ from, to }) => from <= at + holdMs && to >= at - holdMs).flatMap(({ regions }) => regions)
  }
}

/** Whether somebody looked, if not in this moment then shortly before and after it. */
export function isKnown(sightings: readonly Sighting[], at: number): boolean {
  const after = sightings.findIndex((sighting) => sighting.at >= at)
  const before = after === -1 ? sightings.at(-1) : sightings[after - 1]
  const next = sightings[after]
  const sinceMs = before === undefined ? Number.POSITIVE_INFINITY : at - before.at
  const untilMs = next === undefined ? Number.POSITIVE_INFINITY : next.at - at
  return Math.min(sinceMs, untilMs) <= edgeMs || sinceMs + untilMs <= maxPauseMs
}

/** Everybody at both ends, joined with who is nearest at the other end, when that may be the same. */
function ways(from: readonly Box[], to: readonly Box[]): Box[] {
  const there = from.map((box) => ({ box, next: nearest(box, to) }))
  const reached = new Set(there.map(({ next }) => next))
  const back = to.filter((box) => !reached.has(box)).map((box) => joined(box, nearest(box, from)))
  return [...there.map(({ box, next }) => joined(box, next)), ...back]
}

function nearest(box: Box, others: readonly Box[]): Box | undefined {
  const reach = reachSizes * Math.max(box[2], box[3])
  const [first] = others
    .map((other) => ({ other, distance: distance(box, other) }))
    .filter((candidate) => candidate.distance <= reach)
    .sort((a, b) => a.distance - b.distance)
  return first?.other
}

function distance(a: Box, b: Box): number {
  return Math.hypot(a[0] + a[2] / 2 - b[0] - b[2] / 2, a[1] + a[3] / 2 - b[1] - b[3] / 2)
}

function joined(a: Box, b: Box | undefined): Box {
  if (b === undefined) return a
  const [x, y] = [Math.min(a[0], b[0]), Math.min(a[1], b[1])]
  return [x, y, Math.max(a[0] + a[2], b[0] + b[2]) - x, Math.max(a[1] + a[3], b[1] + b[3]) - y]
}
