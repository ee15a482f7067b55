import type { Frame } from '../decode/frame.ts'
import { type Point, touchedSpans } from './touched-spans.ts'

/** Makes parts of a picture black, in its own bytes: for frames that nobody else has seen yet. */
export type Mask = (frame: Pick<Frame, 'width' | 'height' | 'data'>) => void

/** Black of BT.601 limited range. */
const blackLuma = 16
const blackChroma = 128

/** Stretches of a plane, from where up to where in its picture's bytes, one after the other. */
type Fill = { readonly value: number; readonly stretches: Int32Array }

/**
 * Whatever a polygon reaches into is black, in whole samples of the chroma, 2 × 2 pixels: a border is never half visible. What is to
 * be filled is worked out once per size of picture.
 * @param polygons points 0–1 of the picture; overlapping ones add up
 */
export function createMask(polygons: readonly (readonly Point[])[]): Mask {
  let known: { readonly width: number; readonly height: number; readonly fills: readonly Fill[] } | undefined
  return ({ width, height, data }) => {
    if (known?.width !== width || known.height !== height) {
      known = { width, height, fills: createFills(polygons, width, height) }
    }
    for (const { value, stretches } of known.fills) {
      for (let index = 0; index < stretches.length; index += 2) data.fill(value, stretches[index], stretches[index + 1])
    }
  }
}

function createFills(polygons: readonly (readonly Point[])[], width: number, height: number): Fill[] {
  const chromaWidth = Math.ceil(width / 2)
  const chromaHeight = Math.ceil(height / 2)
  const uPlane = width * height
  const luma: number[] = []
  const chroma: number[] = []
  for (const polygon of polygons) {
    // In samples of the chroma: of an odd picture, the last one lies half outside.
    const scaled = polygon.map(([x, y]): Point => [(x * width) / 2, (y * height) / 2])
    for (const { row, from, to } of touchedSpans(scaled, chromaWidth, chromaHeight)) {
      for (const plane of [uPlane, uPlane + chromaWidth * chromaHeight]) {
        chroma.push(plane + row * chromaWidth + from, plane + row * chromaWidth + to)
      }
      for (let line = row * 2; line < Math.min(height, row * 2 + 2); line += 1) {
        luma.push(line * width + from * 2, line * width + Math.min(width, to * 2))
      }
    }
  }
  return [
    { value: blackLuma, stretches: Int32Array.from(luma) },
    { value: blackChroma, stretches: Int32Array.from(chroma) },
  ]
}
