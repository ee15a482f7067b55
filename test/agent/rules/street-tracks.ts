/** The drawn street of the project as a tracker that makes no mistakes would report it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Point } from '../../../agent/rules/geometry.ts'
import type { Scene, Track } from '../../../agent/track/scene.ts'
import { projectRoot } from '../../../runtime/project.ts'
import { cameras } from '../../../scripts/street/cameras.ts'
import type { ObjectClass } from '../../../scripts/street/figure.ts'
import { type MotRow, readMot } from '../../../scripts/street/mot.ts'
import type { Truth } from '../../../scripts/street/truth.ts'
import { seenPlaces } from './driving.ts'

const sample = join(projectRoot, 'scripts', 'street', 'sample')
export const truth = JSON.parse(readFileSync(join(sample, 'truth.json'), 'utf8')) as Truth
const { width, height, fps, seconds } = truth.options
export const frameMs = 1000 / fps

const kinds: Record<ObjectClass, Pick<Track, 'class' | 'label' | 'vehicleType'>> = {
  pedestrian: { class: 'Human', label: 'person' },
  rider: { class: 'Human', label: 'person' },
  bicycle: { class: 'Bicycle', label: 'bicycle' },
  motorcycle: { class: 'Vehicle', label: 'motorcycle', vehicleType: 'Motorcycle' },
  car: { class: 'Vehicle', label: 'car', vehicleType: 'Car' },
  bus: { class: 'Vehicle', label: 'bus', vehicleType: 'Bus' },
  truck: { class: 'Vehicle', label: 'truck', vehicleType: 'Truck' },
  bag: { class: 'Bag', label: 'handbag' },
}

/** What is seen of less is no sighting: the camera's own edge hides half of a car that is parked there. */
const leastVisibility = 0.3

/** Tracks have the ids of the truth; times are milliseconds from the beginning of the film. */
export function streetScenes(): Scene[] {
  const rows = readMot(readFileSync(join(sample, 'mot.txt.gz'))).filter((row) => row.visibility >= leastVisibility)
  const lastFrame = new Map(rows.map(({ id, frame }) => [id, frame]))
  const tracks = new Map<number, Track>()
  return Array.from({ length: seconds * fps }, (_, index) => {
    const at = index * frameMs
    for (const row of rows.filter(({ frame }) => frame === index + 1))
      tracks.set(row.id, seen(row, at, tracks.get(row.id)))
    const ended = [...tracks.values()].filter(({ id }) => (lastFrame.get(id) ?? 0) < index + 1)
    for (const { id } of ended) tracks.delete(id)
    return { at, tracks: [...tracks.values()], ended }
  })
}

function seen({ id, box: [x, y, across, down], class: name }: MotRow, at: number, before: Track | undefined): Track {
  const box = [x / width, y / height, across / width, down / height] as const
  return { ...kinds[name], id, score: 0.9, bestScore: 0.9, box, firstAt: before?.firstAt ?? at, seenAt: at }
}

/** A rectangle on the road between the kerbs, as its corners are seen. */
export function roadQuad([left, right]: readonly [number, number], [far, near]: readonly [number, number]): Point[] {
  return seenPlaces(cameras[truth.options.camera].pose, [
    [left, far],
    [right, far],
    [right, near],
    [left, near],
  ])
}
