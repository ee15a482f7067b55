import type { Box } from '../detect/detection.ts'

/** A picture's width by its height, in pixels. */
type Aspect = number

/** Of the height of somebody who stands there whole. */
const headShare = 0.25
/** Of who is cut off, sits or lies, the head is known by the width: a head with its neck is less high than this many widths. */
const headPerWidth = 0.6
/** Boxes of people end now below the hair, now beside an ear. */
const headPadding = 0.1
/** Boxes of faces reach from brow to chin. */
const facePadding = 0.3
const personPadding = 0.05

/** Where the head of a person is: the upper quarter of the box, and more where that is wide for its height. */
export function headRegion([x, y, width, height]: Box, aspect: Aspect): Box {
  const head = Math.min(height, Math.max(height * headShare, width * aspect * headPerWidth))
  return padded([x, y, width, head], headPadding)
}

export function faceRegion(face: Box): Box {
  return padded(face, facePadding)
}

export function personRegion(person: Box): Box {
  return padded(person, personPadding)
}

/** Between two looks at a film somebody may nod, turn or bend. */
const filmPadding = 0.15

/** The same of a film: boxes are not of each of its pictures. */
export function headInFilm(person: Box, aspect: Aspect): Box {
  return padded(headRegion(person, aspect), filmPadding)
}

export function personInFilm(person: Box): Box {
  return padded(person, filmPadding)
}

/** Detectors give some people two boxes: their heads overlap by so much. */
const sameHead = 0.5

/**
 * People without a face of their own among those that were found, as when they look away. A face is that of whose head it
 * is most in the middle of, and of nobody else: who stands in front does not vouch for who stands behind.
 */
export function withoutFace(people: readonly Box[], faces: readonly Box[], aspect: Aspect): Box[] {
  const left = new Set(people)
  for (const face of faces) {
    const [x, y] = middle(face)
    const distanceOf = (person: Box) => {
      const [headX, headY] = middle(headRegion(person, aspect))
      return Math.hypot((x - headX) * aspect, y - headY)
    }
    const owners = [...left].filter((person) => isWithin([x, y], headRegion(person, aspect)))
    const [owner] = owners.sort((a, b) => distanceOf(a) - distanceOf(b))
    if (owner === undefined) continue
    for (const person of owners) {
      if (overlap(headRegion(person, aspect), headRegion(owner, aspect)) >= sameHead) left.delete(person)
    }
  }
  return [...left]
}

/** Intersection over union. */
function overlap(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0])
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1])
  const both = Math.max(0, width) * Math.max(0, height)
  return both / (a[2] * a[3] + b[2] * b[3] - both)
}

function middle([x, y, width, height]: Box): readonly [number, number] {
  return [x + width / 2, y + height / 2]
}

function isWithin([x, y]: readonly [number, number], [left, top, width, height]: Box): boolean {
  return x >= left && x <= left + width && y >= top && y <= top + height
}

function padded([x, y, width, height]: Box, share: number): Box {
  return [x - width * share, y - height * share, width * (1 + 2 * share), height * (1 + 2 * share)]
}
