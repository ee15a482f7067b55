import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Square } from '../../agent/detect/square.ts'
import type { Random } from '../street/random.ts'
import type { Answer, Labelled, SampleWriter } from './samples.ts'

type Annotations = {
  readonly images: readonly { readonly id: number; readonly file_name: string }[]
  readonly categories: readonly { readonly id: number; readonly name: string }[]
  readonly annotations: readonly {
    readonly image_id: number
    readonly category_id: number
    readonly bbox: readonly [number, number, number, number]
    readonly iscrowd: number
  }[]
}

const answers: Readonly<Record<string, Answer>> = {
  person: 'human',
  car: 'vehicle',
  bus: 'vehicle',
  truck: 'vehicle',
  bicycle: 'ignored',
  motorcycle: 'ignored',
}
/** Every fifth still is never learnt from. */
const keptOut = 5
const squaresPerObject = 6
const leastPixels = 20

/** Takes samples around the people and vehicles of labelled stills (COCO's format), and of what else is in them. */
export async function sampleStills(folder: string, writer: SampleWriter, random: Random): Promise<void> {
  const { images, categories, annotations } = JSON.parse(
    await readFile(join(folder, 'annotations.json'), 'utf8'),
  ) as Annotations
  const names = new Map(categories.map(({ id, name }) => [id, name]))
  for (const [index, { id, file_name }] of images.entries()) {
    if (index % keptOut === 0) continue
    const { data, info } = await sharp(join(folder, 'images', file_name))
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true })
    const picture = { width: info.width, height: info.height, data: limited(data) }
    const change = { width: 1, height: 1, cellPixels: Math.max(info.width, info.height), contrast: new Float32Array(1) }
    const objects = annotations
      .filter((one) => one.image_id === id)
      .flatMap(({ category_id, bbox, iscrowd }) => {
        const answer = answers[names.get(category_id) ?? '']
        return answer === undefined ? [] : [{ answer: iscrowd === 1 ? ('ignored' as const) : answer, box: bbox }]
      })
    const squares = objects
      .filter(({ answer, box }) => answer !== 'ignored' && Math.max(box[2], box[3]) >= leastPixels)
      .flatMap(({ box }) => Array.from({ length: squaresPerObject }, () => around(box, random)))
    const others = Array.from({ length: 12 }, () => anywhere(picture, random))
    for (const square of [...squares, ...others]) {
      await writer.add(
        { picture, change },
        square,
        objects.flatMap((object) => label(object, square)),
      )
    }
  }
}

/** Full range → that of video. */
function limited(luma: Uint8Array): Uint8Array {
  return luma.map((value) => 16 + (value * 219) / 255)
}

function around([x, y, w, h]: readonly [number, number, number, number], random: Random): Square {
  const side = Math.max(w, h) * random.between(1.5, 3)
  const [cx, cy] = [x + w / 2 + random.between(-0.15, 0.15) * side, y + h / 2 + random.between(-0.15, 0.15) * side]
  return { left: cx - side / 2, top: cy - side / 2, side }
}

function anywhere({ width, height }: { width: number; height: number }, random: Random): Square {
  const side = random.between(60, Math.min(width, height))
  return { left: random.between(0, width - side), top: random.between(0, height - side), side }
}

function label(
  { answer, box: [x, y, w, h] }: { answer: Answer; box: readonly [number, number, number, number] },
  { left, top, side }: Square,
): Labelled[] {
  if (x + w <= left || y + h <= top || x >= left + side || y >= top + side) return []
  return [{ answer, box: [(x - left) / side, (y - top) / side, w / side, h / side] }]
}
