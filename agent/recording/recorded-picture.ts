import type { Picture } from '../decode/y4m.ts'
import { type Footage, readWindow } from './clip-window.ts'
import type { Segment } from './segment.ts'

/** Decodes packets up to the picture with this index, of which there is one every `frameMs`. */
export type ReadPicture = (packets: AsyncIterable<Buffer>, frameMs: number, index: number) => Promise<Picture>

/**
 * The picture of a moment, out of the recording.
 * @returns undefined when the moment was not recorded
 * @throws Error when it cannot be decoded
 */
export async function recordedPicture(
  at: number,
  segments: readonly Segment[],
  readPicture: ReadPicture,
): Promise<Picture | undefined> {
  const segment = segments.findLast((candidate) => candidate.at <= at && candidate.endAt > at)
  if (segment === undefined) return undefined
  const footage: Partial<Footage> = {}
  const packets = readWindow({ segments: [segment], from: at, to: at }, footage)
  const first = await packets.next()
  if (first.done === true) return undefined
  const { at: firstAt, frameMs } = footage as Footage
  return readPicture(startingWith(first.value, packets), frameMs, Math.max(0, Math.round((at - firstAt) / frameMs)))
}

async function* startingWith(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield first
  yield* rest
}
