import type { Placement } from './placement.ts'

/** Where each output pixel lies on the line of samples, in 1/256 of a sample; there is always a next sample. */
type Axis = Int32Array

/** Where a plane begins in the picture's bytes, and room for one line of it at the size of the output. */
type Plane = { readonly offset: number; readonly row: Int32Array }

export type PlaneSampling = { readonly stride: number; readonly x: Axis; readonly y: Axis }

export type Sampling = {
  readonly width: number
  readonly height: number
  readonly placement: Placement
  readonly luma: PlaneSampling & { readonly planes: readonly [Plane] }
  /** Both planes have one geometry; blueness (U) first. */
  readonly chroma: PlaneSampling & { readonly planes: readonly [Plane, Plane] }
}

/** The tables that scale an I420 picture of this size to its place in the input. */
export function createSampling(width: number, height: number, placement: Placement): Sampling {
  const chromaWidth = Math.ceil(width / 2)
  const chromaHeight = Math.ceil(height / 2)
  const plane = (offset: number): Plane => ({ offset, row: new Int32Array(placement.width) })
  const luma = {
    stride: width,
    x: createAxis(placement.width, width, width),
    y: createAxis(placement.height, height, height),
    planes: [plane(0)] as const,
  }
  const chroma = {
    stride: chromaWidth,
    x: createAxis(placement.width, width / 2, chromaWidth),
    y: createAxis(placement.height, height / 2, chromaHeight),
    planes: [plane(width * height), plane(width * height + chromaWidth * chromaHeight)] as const,
  }
  return { width, height, placement, luma, chroma }
}

/** @param extent what the axis spans in samples: of an odd picture, the last chroma sample counts half */
function createAxis(length: number, extent: number, samples: number): Axis {
  const last = Math.max(0, (samples - 1) * 256 - 1)
  return Int32Array.from({ length }, (_, index) => {
    const position = ((index + 0.5) * extent) / length - 0.5
    return Math.min(last, Math.max(0, Math.round(position * 256)))
  })
}
