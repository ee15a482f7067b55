import type { Box } from '../../agent/detect/detection.ts'
import type { MotRow } from '../street/mot.ts'
import type { PixelBox } from '../street/sightings.ts'
import type { Truth } from '../street/truth.ts'
import { type Group, groupOfTruth } from './group.ts'
import { groupBy } from './group-by.ts'

/** A pedestrian, a vehicle, or a two-wheeler with who rides it, under the id of the machine. */
export type SeenObject = {
  readonly id: number
  readonly group: Group
  /** Around what is seen of it, 0–1 of the picture. */
  readonly box: Box
  /** Of its better seen part, 0–1. */
  readonly visibility: number
  /** Pixels of a picture that is 960 wide. */
  readonly height: number
}

export type TruthFrame = {
  readonly objects: readonly SeenObject[]
  /** Of everything that moves, bags too. */
  readonly boxes: readonly Box[]
}

/** What is seen in each frame of a street, by its index from 0. */
export function truthFrames(
  rows: readonly MotRow[],
  { objects, options }: Pick<Truth, 'objects' | 'options'>,
): TruthFrame[] {
  const byId = new Map(objects.map((object) => [object.id, object]))
  const frames = Array.from({ length: Math.round(options.seconds * options.fps) }, (): MotRow[] => [])
  for (const row of rows) frames[row.frame - 1]?.push(row)
  return frames.map((inFrame) => {
    const byObject = groupBy(inFrame, ({ id }) => byId.get(id)?.ridesId ?? id)
    return {
      objects: [...byObject].flatMap(([id, parts]) => seenObject(id, byId.get(id)?.class, parts, options)),
      boxes: inFrame.map(({ box }) => toUnit(box, options)),
    }
  })
}

function seenObject(
  id: number,
  name: MotRow['class'] | undefined,
  parts: readonly MotRow[],
  size: Truth['options'],
): SeenObject[] {
  const group = name === undefined ? undefined : groupOfTruth(name)
  if (group === undefined) return []
  const box = around(parts.map((part) => part.box))
  const visibility = Math.max(...parts.map((part) => part.visibility))
  return [{ id, group, box: toUnit(box, size), visibility, height: (box[3] * 960) / size.width }]
}

function around(boxes: readonly PixelBox[]): PixelBox {
  const left = Math.min(...boxes.map(([x]) => x))
  const top = Math.min(...boxes.map(([, y]) => y))
  const right = Math.max(...boxes.map(([x, , width]) => x + width))
  const bottom = Math.max(...boxes.map(([, y, , height]) => y + height))
  return [left, top, right - left, bottom - top]
}

function toUnit([x, y, boxWidth, boxHeight]: PixelBox, { width, height }: Truth['options']): Box {
  return [x / width, y / height, boxWidth / width, boxHeight / height]
}
