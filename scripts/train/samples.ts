import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import type { Square } from '../../agent/detect/square.ts'
import { createSquareSampler, type Sight } from '../../agent/detect/square-sampler.ts'

/** What a sample shows: a class of the network, or something that says neither yes nor no. */
export type Answer = 'human' | 'two-wheeler' | 'vehicle' | 'ignored'

/** An object in 0–1 of the sample's square; it may reach over its edges. */
export type Labelled = {
  readonly answer: Answer
  readonly box: readonly [x: number, y: number, width: number, height: number]
}

/** Which of the sample's pixels belong to labelled objects, where that is known. */
export type Mask = (x: number, y: number) => boolean

export type SampleWriter = {
  add(sight: Sight, square: Square, labels: readonly Labelled[], mask?: Mask): Promise<void>
  /** @returns how many there are */
  close(): Promise<number>
}

/** Values across and down: half as many again as the network sees, so that training may move its window. */
export const sampleSide = 96
/** How much larger than the network's square that of a sample is. */
const sampleMargin = 1.5

/** The square of a sample around one that the network would see. */
export function enlarged({ left, top, side }: Square): Square {
  const more = (side * (sampleMargin - 1)) / 2
  return { left: left - more, top: top - more, side: side * sampleMargin }
}

/** Three planes of bytes a sample (luma, change, mask) into `{base}.bin`, its labels into `{base}.json`. */
export function createSampleWriter(base: string): SampleWriter {
  const bytes = createWriteStream(`${base}.bin`)
  const sampler = createSquareSampler(sampleSide)
  const values = new Float32Array(2 * sampleSide ** 2)
  const lines: unknown[] = []
  return {
    async add(sight, square, labels, mask) {
      sampler.fill(sight, square, values, 0)
      const planes = new Uint8Array(3 * sampleSide ** 2)
      for (let index = 0; index < values.length; index += 1) planes[index] = Math.round((values[index] ?? 0) * 255)
      if (mask) paint(planes.subarray(2 * sampleSide ** 2), square, mask)
      lines.push({
        masked: mask !== undefined,
        labels: labels.map(({ answer, box }) => ({ answer, box: box.map(rounded) })),
      })
      if (!bytes.write(planes)) await once(bytes, 'drain')
    },
    async close() {
      bytes.end()
      await once(bytes, 'finish')
      await writeFile(`${base}.json`, JSON.stringify(lines))
      return lines.length
    },
  }
}

function paint(plane: Uint8Array, { left, top, side }: Square, mask: Mask): void {
  const step = side / sampleSide
  for (let row = 0; row < sampleSide; row += 1) {
    for (let column = 0; column < sampleSide; column += 1) {
      const isInside = mask(Math.floor(left + (column + 0.5) * step), Math.floor(top + (row + 0.5) * step))
      plane[row * sampleSide + column] = isInside ? 255 : 0
    }
  }
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
