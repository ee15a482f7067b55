import { contains, crossing, type Point, segments } from '../../agent/rules/geometry.ts'
import { cameras, drawingOf } from './cameras.ts'
import type { ObjectClass } from './figure.ts'
import { generatorVersion, type StreetOptions } from './options.ts'
import type { Actor } from './play.ts'
import type { PixelBox, Sighting } from './sightings.ts'

/** What happened in a film. Times are seconds from its beginning. */
export type Truth = {
  readonly generatorVersion: number
  readonly options: StreetOptions
  /** In 0–1 of the picture. `in` leads from the left to the right of somebody who walks along the line. */
  readonly line: { readonly name: string; readonly points: readonly Point[] }
  readonly zone: { readonly name: string; readonly points: readonly Point[] }
  /** Those who are ever seen. */
  readonly objects: readonly TruthObject[]
  /** By the middle of the lower edge of the whole box, as rules count. */
  readonly crossings: readonly Crossing[]
  readonly visits: readonly Visit[]
  readonly counts: {
    readonly objects: Counts
    readonly crossings: { readonly in: Counts; readonly out: Counts }
  }
}

type Counts = Partial<Record<ObjectClass, number>>

export type TruthObject = Pick<Actor, 'id' | 'class' | 'story' | 'riderId' | 'ridesId'> & {
  readonly firstS: number
  readonly lastS: number
  /** Metres a second, while it moves; while it is seen. */
  readonly meanSpeed: number
  readonly maxSpeed: number
  readonly stops: readonly Stop[]
}

/** Where it stood still for a second or more while it was seen. */
export type Stop = { readonly fromS: number; readonly toS: number }

export type Crossing = {
  readonly id: number
  readonly class: ObjectClass
  readonly line: string
  /** Of the first frame beyond the line. */
  readonly atS: number
  readonly direction: 'in' | 'out'
  readonly visibility: number
}

export type Visit = {
  readonly id: number
  readonly class: ObjectClass
  readonly zone: string
  /** Of the first frame inside, and of the first no longer inside. */
  readonly enterS: number
  readonly leaveS: number
  readonly dwellS: number
}

export type TruthRecorder = {
  add(frame: number, sightings: readonly Sighting[]): void
  truth(): Truth
}

const leastStopS = 1
const stillSpeed = 0.15

export function createTruthRecorder(options: StreetOptions, actors: readonly Actor[]): TruthRecorder {
  const { width, height, fps } = options
  const drawing = drawingOf(cameras[options.camera], width, height)
  const line = { name: 'line', points: drawing.line }
  const zone = { name: 'zone', points: drawing.zone }
  const pieces = segments(line.points)
  const byId = new Map(actors.map((actor) => [actor.id, actor]))
  const anchors = new Map<number, Point>()
  const seen = new Map<number, number[]>()
  const inside = new Map<number, { enterS: number; lastS: number }>()
  const crossings: Crossing[] = []
  const visits: Visit[] = []

  return {
    add(frame, sightings) {
      const atS = rounded(frame / fps)
      for (const sighting of sightings) {
        follow(sighting, atS)
        const times = seen.get(sighting.id)
        if (times) times.push(atS)
        else seen.set(sighting.id, [atS])
      }
    },
    truth() {
      for (const [id, { lastS }] of [...inside]) leave(id, lastS + 1 / fps)
      return {
        ...{ generatorVersion, options, line, zone },
        objects: actors.flatMap((actor) => described(actor, seen.get(actor.id) ?? [])),
        crossings,
        visits: visits.toSorted((a, b) => a.enterS - b.enterS || a.id - b.id),
        counts: {
          objects: counted(actors.filter(({ id }) => seen.has(id))),
          crossings: { in: counted(crossings.filter(isIn)), out: counted(crossings.filter((one) => !isIn(one))) },
        },
      }
    },
  }

  function follow({ id, whole, visibility }: Sighting, atS: number): void {
    const at = anchorOf(whole, width, height)
    const before = anchors.get(id)
    anchors.set(id, at)
    const isInside = contains(zone.points, at)
    // Whoever is hidden for a while stays where it was last seen.
    if (isInside) inside.set(id, { enterS: inside.get(id)?.enterS ?? atS, lastS: atS })
    else if (inside.has(id)) leave(id, atS)
    if (before === undefined) return
    const balance = pieces.reduce((sum, piece) => sum + crossing(piece, [before, at]), 0)
    if (balance === 0) return
    const direction = balance > 0 ? 'in' : 'out'
    crossings.push({ id, class: classOf(id), line: line.name, atS, direction, visibility: rounded(visibility) })
  }

  function leave(id: number, atS: number): void {
    const enterS = inside.get(id)?.enterS ?? atS
    inside.delete(id)
    const leaveS = rounded(atS)
    visits.push({ id, class: classOf(id), zone: zone.name, enterS, leaveS, dwellS: rounded(leaveS - enterS) })
  }

  function classOf(id: number): ObjectClass {
    const actor = byId.get(id)
    if (actor === undefined) throw new Error(`street: recording truth: there is no object ${id}`)
    return actor.class
  }
}

/** The middle of the lower edge, in 0–1 of the picture. */
export function anchorOf([x, y, boxWidth, boxHeight]: PixelBox, width: number, height: number): Point {
  return [(x + boxWidth / 2) / width, (y + boxHeight) / height]
}

function described(actor: Actor, times: readonly number[]): TruthObject[] {
  const [firstS, lastS] = [times[0], times.at(-1)]
  if (firstS === undefined || lastS === undefined) return []
  const { id, story, riderId, ridesId, role } = actor
  const steps = times.map((atS) => ({ atS, speed: role.path.at(atS).speed }))
  const moving = steps.map(({ speed }) => speed).filter((speed) => speed > stillSpeed)
  return [
    {
      ...{ id, class: actor.class, story, firstS, lastS },
      ...(riderId === undefined ? {} : { riderId }),
      ...(ridesId === undefined ? {} : { ridesId }),
      meanSpeed: rounded(moving.reduce((sum, speed) => sum + speed, 0) / Math.max(1, moving.length)),
      maxSpeed: rounded(Math.max(0, ...moving)),
      stops: stopsOf(steps),
    },
  ]
}

/** Hidden for a while is no reason to have moved. */
function stopsOf(steps: readonly { atS: number; speed: number }[]): Stop[] {
  const stops: { fromS: number; toS: number }[] = []
  let wasStill = false
  for (const { atS, speed } of steps) {
    const isStill = speed <= stillSpeed
    const last = stops.at(-1)
    if (isStill && wasStill && last) last.toS = atS
    else if (isStill) stops.push({ fromS: atS, toS: atS })
    wasStill = isStill
  }
  return stops.filter(({ fromS, toS }) => toS - fromS >= leastStopS)
}

function counted(things: readonly { readonly class: ObjectClass }[]): Counts {
  const counts: Counts = {}
  for (const thing of things) counts[thing.class] = (counts[thing.class] ?? 0) + 1
  return counts
}

function isIn({ direction }: Crossing): boolean {
  return direction === 'in'
}

/** To the millisecond, or a thousandth. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
