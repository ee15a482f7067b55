import { gunzipSync, gzipSync } from 'node:zlib'
import type { ObjectClass } from './figure.ts'
import type { PixelBox, Sighting } from './sightings.ts'

/** A line of the truth: an object in a frame. Frames count from 1. */
export type MotRow = {
  readonly frame: number
  readonly id: number
  readonly box: PixelBox
  readonly class: ObjectClass
  /** 0–1. */
  readonly visibility: number
}

/** Numbers of MOT16 (arXiv:1603.00831, table 3), and three of our own from 14. */
const classNumbers: Readonly<Record<ObjectClass, number>> = {
  pedestrian: 1,
  rider: 2,
  car: 3,
  bicycle: 4,
  motorcycle: 5,
  bus: 14,
  truck: 15,
  bag: 16,
}
const classNames = new Map(Object.entries(classNumbers).map(([name, number]) => [number, name as ObjectClass]))

export type MotWriter = {
  add(frame: number, sightings: readonly Sighting[]): void
  /** Gzipped text. */
  bytes(): Buffer
}

/** `frame,id,left,top,width,height,1,class,visibility` as in the ground truth of MOT16; boxes are around what is seen. */
export function createMotWriter(classOf: (id: number) => ObjectClass): MotWriter {
  const lines: string[] = []
  return {
    add(frame, sightings) {
      for (const { id, box, visibility } of sightings) {
        lines.push([frame, id, ...box, 1, classNumbers[classOf(id)], visibility.toFixed(2)].join(','))
      }
    },
    bytes: () => gzipSync(`${lines.join('\n')}\n`, { level: 9 }),
  }
}

/** @throws Error naming the line that cannot be read */
export function readMot(bytes: Uint8Array): MotRow[] {
  const lines = gunzipSync(bytes).toString().split('\n').filter(Boolean)
  return lines.map((line, index) => {
    const [frame = 0, id = 0, x = 0, y = 0, width = 0, height = 0, , number = 0, visibility = 0] = line
      .split(',')
      .map(Number)
    const name = classNames.get(number)
    if (name === undefined) throw new Error(`street: reading truth: line ${index + 1}: no class ${number}: ${line}`)
    return { frame, id, box: [x, y, width, height], class: name, visibility }
  })
}
