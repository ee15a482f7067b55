import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import type { Frame } from '../../../agent/decode/frame.ts'
import type { Picture } from '../../../agent/media/media-folder.ts'

/** I420 of one colour: Y, U and V of BT.601, limited range. */
export function plainFrame(width: number, height: number, [y, u, v]: readonly [number, number, number]): Frame {
  const luma = width * height
  const chroma = Math.ceil(width / 2) * Math.ceil(height / 2)
  const data = new Uint8Array(new SharedArrayBuffer(luma + 2 * chroma))
  data.fill(y, 0, luma)
  data.fill(u, luma, luma + chroma)
  data.fill(v, luma + chroma)
  return { at: 0, width, height, data }
}

/** Bytes that stand for a picture; what is in them matters to nobody but its reader. */
export function fakePicture(name: string, bytes = 100, kind: Picture['kind'] = 'snapshot'): Picture {
  const jpeg = Buffer.alloc(bytes, name)
  return { kind, sha256: createHash('sha256').update(jpeg).digest('hex'), jpeg }
}

/** Colours of pixels, all near one. */
export function expectNear(actual: Iterable<number>, expected: readonly number[], tolerance: number): void {
  const worst = Math.max(...[...actual].map((value, index) => Math.abs(value - (expected[index % 3] as number))))
  expect(worst).toBeLessThanOrEqual(tolerance)
}
