import { type Square, squaresAround } from '../../agent/detect/square.ts'
import { type ChangeMap, createMotion } from '../../agent/motion/motion.ts'
import { samplesPerSide } from '../street/layers.ts'
import { frameCount } from '../street/options.ts'
import type { Actor } from '../street/play.ts'
import { createRandom, type Random } from '../street/random.ts'
import type { PixelBox, Sighting } from '../street/sightings.ts'
import { createStreet } from '../street/street.ts'
import { changedShare } from './changed-share.ts'
import type { Film } from './film.ts'
import { toI420 } from './i420.ts'
import { type Answer, enlarged, type Labelled, type SampleWriter } from './samples.ts'

/** Squares taken of a frame, so that a crowded one does not outweigh the others. */
const mostSquares = 4
/** Of a box's cells, how many must have changed for its object to be looked for, and below how many it is not. */
const movingShare = 0.2
const stillShare = 0.08
/** Share of its shape that must be seen, and below which nobody could tell. */
const leastVisibility = 0.4

/** Draws a film and takes samples where the motion of its frames is. */
export async function sampleStreet({ options, view }: Film, writer: SampleWriter, signal: AbortSignal): Promise<void> {
  const street = createStreet(options, view)
  const motion = createMotion()
  const random = createRandom(options.seed).fork('samples')
  const answers = new Map(street.actors.map((actor) => [actor.id, answerOf(actor)]))
  const { width, height, fps } = options
  for (let index = 0; index < frameCount(options); index += 1) {
    signal.throwIfAborted()
    // Ctrl-C is heard between frames.
    await new Promise(setImmediate)
    const { pixels, owner, sightings } = street.frame(index)
    const picture = { width, height, data: toI420(pixels, width, height) }
    const regions = motion.regions({ ...picture, at: (index * 1000) / fps })
    const change = motion.change()
    if (change === undefined || index < 2 * fps) continue
    const objects = whole(sightings, street.actors)
    const moving = new Set(
      objects.filter(({ box }) => changedShare(change, box) >= movingShare).flatMap(({ ids }) => ids),
    )
    const mask = (x: number, y: number) =>
      x >= 0 &&
      y >= 0 &&
      x < width &&
      y < height &&
      moving.has(owner[y * samplesPerSide * width * samplesPerSide + x * samplesPerSide] ?? 0)
    for (const square of chosen(squaresAround(regions, picture, 40), picture, random)) {
      const labels = objects.flatMap((object) => label(object, square, change, answers))
      await writer.add({ picture, change }, square, labels, mask)
    }
  }
}

type Whole = { readonly ids: readonly number[]; readonly box: PixelBox; readonly visibility: number }

/** Who rides and what is ridden are one object. */
function whole(sightings: readonly Sighting[], actors: readonly Actor[]): Whole[] {
  const byId = new Map(sightings.map((sighting) => [sighting.id, sighting]))
  const ridden = new Map(actors.flatMap(({ id, riderId }) => (riderId === undefined ? [] : [[id, riderId] as const])))
  const riders = new Set(ridden.values())
  const wholes: Whole[] = []
  for (const sighting of sightings) {
    const { id, box, visibility } = sighting
    if (riders.has(id)) continue
    const rider = byId.get(ridden.get(id) ?? -1)
    if (rider === undefined) wholes.push({ ids: [id], box, visibility: ridden.has(id) ? visibility / 2 : visibility })
    else
      wholes.push({
        ids: [id, rider.id],
        box: union(box, rider.box),
        visibility: (visibility + rider.visibility) / 2,
      })
  }
  for (const [machine, rider] of ridden) {
    const alone = byId.get(rider)
    if (alone && !byId.has(machine))
      wholes.push({ ids: [machine, rider], box: alone.box, visibility: alone.visibility / 2 })
  }
  return wholes
}

function union(a: PixelBox, b: PixelBox): PixelBox {
  const [left, top] = [Math.min(a[0], b[0]), Math.min(a[1], b[1])]
  return [left, top, Math.max(a[0] + a[2], b[0] + b[2]) - left, Math.max(a[1] + a[3], b[1] + b[3]) - top]
}

function answerOf({ class: name }: Actor): Answer {
  if (name === 'pedestrian') return 'human'
  if (name === 'motorcycle' || name === 'bicycle' || name === 'rider') return 'two-wheeler'
  return name === 'bag' ? 'ignored' : 'vehicle'
}

function label(
  { ids, box, visibility }: Whole,
  { left, top, side }: Square,
  change: ChangeMap,
  answers: ReadonlyMap<number, Answer>,
): Labelled[] {
  const [x, y, w, h] = box
  if (x + w <= left || y + h <= top || x >= left + side || y >= top + side) return []
  const share = changedShare(change, box)
  if (share < stillShare) return []
  const isClear = share >= movingShare && visibility >= leastVisibility
  const answer = isClear ? (answers.get(ids[0] ?? 0) ?? 'ignored') : 'ignored'
  return [{ answer, box: [(x - left) / side, (y - top) / side, w / side, h / side] }]
}

/** Some of the squares, larger than the network's; and now and then any other. */
function chosen(
  squares: readonly Square[],
  { width, height }: { width: number; height: number },
  random: Random,
): Square[] {
  const some = squares.filter(() => random.chance(mostSquares / Math.max(mostSquares, squares.length)))
  if (random.chance(0.15)) {
    const side = random.between(30, 160)
    some.push({
      left: random.between(-side / 2, width - side / 2),
      top: random.between(-side / 2, height - side / 2),
      side,
    })
  }
  return some.map(enlarged)
}
