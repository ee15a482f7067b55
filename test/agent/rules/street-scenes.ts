import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Scene, Track } from '../../../agent/track/scene.ts'
import { projectRoot } from '../../../runtime/project.ts'
import { cameras } from '../../../scripts/street/cameras.ts'
import { eachPiece, type Figure, placed } from '../../../scripts/street/figure.ts'
import { groundAt } from '../../../scripts/street/ground.ts'
import { readMot } from '../../../scripts/street/mot.ts'
import { frameCount } from '../../../scripts/street/options.ts'
import { type Actor, createPlay } from '../../../scripts/street/play.ts'
import { type Placement, shift, turn, within } from '../../../scripts/street/space.ts'
import type { Truth } from '../../../scripts/street/truth.ts'
import { createView, project, type View } from '../../../scripts/street/view.ts'

const folder = join(projectRoot, 'scripts', 'street', 'sample')

export const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as Truth
export const startAt = 1_795_362_000_000
export const frameMs = 1_000 / truth.options.fps

type Kind = Pick<Track, 'class' | 'vehicleType'>
/** What each class of the truth is on the wire; a rider apart from the machine. */
export const kinds: Readonly<Record<Actor['class'], Kind>> = {
  pedestrian: { class: 'Human' },
  rider: { class: 'Rider' },
  car: { class: 'Vehicle', vehicleType: 'Car' },
  bus: { class: 'Vehicle', vehicleType: 'Bus' },
  truck: { class: 'Vehicle', vehicleType: 'Truck' },
  motorcycle: { class: 'Vehicle', vehicleType: 'Motorcycle' },
  bicycle: { class: 'Bicycle' },
  bag: { class: 'Bag' },
}
export const everyClass = ['Human', 'Rider', 'Vehicle', 'Bicycle', 'Bag']

/**
 * The sample street as a perfect tracker sees it: the whole box of each object in each frame that shows any of it, under one
 * id from first to last. Nothing is drawn: boxes are those of the figures' corners.
 */
export function streetScenes(): Scene[] {
  const { options } = truth
  const seen = seenByFrame()
  const actors = createPlay(options)
  const view = createView(cameras[options.camera].pose, options.width, options.height)
  const known = new Map<number, Track>()
  return Array.from({ length: frameCount(options) }, (_, frame) => {
    const at = startAt + Math.round(frame * frameMs)
    const here = seen.get(frame) ?? new Map<number, number>()
    for (const actor of actors) {
      if (!here.has(actor.id)) continue
      known.set(actor.id, trackOf(actor, boxOf(actor, frame / options.fps, view), at, known.get(actor.id)))
    }
    const all = [...known.values()]
    const ended = all.filter(({ id }) => (lastFrames.get(id) ?? 0) < frame)
    for (const { id } of ended) known.delete(id)
    return { at, tracks: [...known.values()], ended }
  })
}

const lastFrames = new Map<number, number>()

/** Frame, from 0 → who is seen in it. */
function seenByFrame(): Map<number, Map<number, number>> {
  const frames = new Map<number, Map<number, number>>()
  for (const { frame, id, visibility } of readMot(readFileSync(join(folder, 'mot.txt.gz')))) {
    const here = frames.get(frame - 1) ?? new Map<number, number>()
    frames.set(frame - 1, here.set(id, visibility))
    lastFrames.set(id, frame - 1)
  }
  return frames
}

function trackOf(actor: Actor, box: Track['box'], at: number, before: Track | undefined): Track {
  const scores = { score: 1, bestScore: 1 }
  return {
    id: actor.id,
    ...kinds[actor.class],
    label: actor.class,
    ...scores,
    box,
    firstAt: before?.firstAt ?? at,
    seenAt: at,
  }
}

/** Around all corners of a figure as the film has it, nobody swaying; beyond the picture too. */
function boxOf({ role: { figure, path, carries }, ridesId }: Actor, seconds: number, view: View): Track['box'] {
  const { place, speed, distance } = path.at(seconds)
  figure.pose({ distance, speed, sway: 0 })
  if (carries) figure.carry?.(carries(seconds))
  const placement = within(shift(place[0], groundAt(place[1]), place[1]), turn(0, path.heading(seconds), 0))
  const points = cornersOf(figure, placement, ridesId !== undefined).flatMap((point) => project(view, point) ?? [])
  const xs = points.filter((_, index) => index % 2 === 0)
  const ys = points.filter((_, index) => index % 2 === 1)
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top]
}

type Point3 = Parameters<typeof project>[1]

/** In the world; of what is ridden without its rider, or of the rider only. */
function cornersOf(figure: Figure, placement: Placement, isRider: boolean): Point3[] {
  const corners: Point3[] = []
  const rider = figure.rider?.root
  const collect: Parameters<typeof eachPiece>[3] = ({ positions }, at) => {
    for (let i = 0; i < positions.length; i += 3) corners.push(moved(at, positions, i))
  }
  if (!isRider) eachPiece(figure.root, placement, rider, collect)
  else if (rider) eachPiece(rider, placed(figure.root, placement), undefined, collect)
  return corners
}

function moved(m: Placement, from: Float32Array, i: number): Point3 {
  const at = (row: number): number =>
    (m[row] as number) * (from[i] as number) +
    (m[row + 1] as number) * (from[i + 1] as number) +
    (m[row + 2] as number) * (from[i + 2] as number) +
    (m[row + 3] as number)
  return [at(0), at(4), at(8)]
}
