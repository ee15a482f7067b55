import { openFrames } from '../../agent/decode/open-frames.ts'
import type { Detection } from '../../agent/detect/detection.ts'
import type { Detector } from '../../agent/detect/detector.ts'
import { type Square, squaresAround } from '../../agent/detect/square.ts'
import { type ChangeMap, createMotion } from '../../agent/motion/motion.ts'
import { sourceInput } from '../../agent/source/source-input.ts'
import { changedShare } from './changed-share.ts'
import { type Answer, enlarged, type Labelled, type SampleWriter } from './samples.ts'

/** How a real clip's objects are known: by a larger model, or since whatever moves in it is of one kind. */
export type Teacher = Detector | Answer

/** A teacher is believed from here; between here and noise it says neither yes nor no. */
const sureScore = 0.45
/** Of a box's cells, how many must have changed for its object to count as moving. */
const movingShare = 0.15
/** What is narrower than this share of the picture is light on the ground, where no teacher says what it is. */
const leastExtent = 0.15
const plays = { fps: 5, width: 960, stallMs: 60_000 } as const

/** Takes samples where something moves in a clip. */
export async function sampleClip(
  file: string,
  teacher: Teacher,
  writer: SampleWriter,
  signal: AbortSignal,
): Promise<void> {
  const source = sourceInput({ url: file, loop: false, realTime: false, startAt: 0 })
  const motion = createMotion()
  for await (const frame of openFrames({ source, ...plays, signal }).frames) {
    const regions = motion.regions(frame)
    const change = motion.change()
    if (change === undefined || regions.length === 0) continue
    const found: Found[] =
      typeof teacher === 'string'
        ? regions
            .filter(({ box }) => Math.min(box[2], box[3]) >= leastExtent)
            .map(({ box }) => ({ answer: teacher, box }))
        : (await teacher.detect(frame)).detections.flatMap(toFound)
    for (const square of squaresAround(regions, frame, 4)) {
      const wide = enlarged(square)
      const labels = found.flatMap((one) => label(one, wide, change, frame))
      await writer.add({ picture: frame, change }, wide, labels)
    }
  }
}

type Found = Pick<Labelled, 'answer' | 'box'>

function toFound({ class: name, vehicleType, score, box }: Detection): Found[] {
  if (score < sureScore) return [{ answer: 'ignored', box }]
  if (name === 'Human') return [{ answer: 'human', box }]
  if (name === 'Vehicle' && vehicleType !== 'Motorcycle') return [{ answer: 'vehicle', box }]
  // A teacher knows riders and machines apart, and not which belong together.
  return name === 'Vehicle' || name === 'Bicycle' ? [{ answer: 'ignored', box }] : []
}

function label(
  { answer, box: [x, y, w, h] }: Found,
  { left, top, side }: Square,
  change: ChangeMap,
  { width, height }: { width: number; height: number },
): Labelled[] {
  const [boxLeft, boxTop, boxWidth, boxHeight] = [x * width, y * height, w * width, h * height]
  if (boxLeft + boxWidth <= left || boxTop + boxHeight <= top) return []
  if (boxLeft >= left + side || boxTop >= top + side) return []
  const share = changedShare(change, [boxLeft, boxTop, boxWidth, boxHeight])
  if (share < movingShare / 2) return []
  return [
    {
      answer: share < movingShare ? 'ignored' : answer,
      box: [(boxLeft - left) / side, (boxTop - top) / side, boxWidth / side, boxHeight / side],
    },
  ]
}
