import type { PictureInput } from '../../models/manifest.ts'
import type { Frame } from '../decode/frame.ts'
import type { ChangeMap, MovingRegion } from '../motion/motion.ts'
import { type Placement, placePicture } from './placement.ts'
import { colourPlanes, sampleRow, writeRow } from './rows.ts'
import { createSampling, type Sampling } from './sampling.ts'

export type Picture = Pick<Frame, 'width' | 'height' | 'data'> & {
  /** For models that look only there. */
  readonly moving?: Moving
}

/** What moves in a picture, largest first, and how each part of it differs from what is seen when nothing moves. */
export type Moving = { readonly regions: readonly Pick<MovingRegion, 'box'>[]; readonly change: ChangeMap }

export type ModelInput = {
  /** Three planes of height × width, in the order of the model's colours; `fill` writes it anew. */
  readonly data: Float32Array
  /**
   * Scales, converts and normalises a picture into `data` in one bilinear pass.
   * @returns where the picture lies in the input
   * @throws RangeError when the bytes do not fit width and height
   */
  fill(picture: Picture): Placement
}

/** The input buffer of one model; what depends only on the picture's size is computed once per size. */
export function createModelInput(spec: PictureInput): ModelInput {
  const data = new Float32Array(3 * spec.width * spec.height)
  const planes = colourPlanes(data, spec)
  let sampling: Sampling | undefined

  function prepare({ width, height }: Picture): Sampling {
    for (const { values, gain, bias } of Object.values(planes)) values.fill(spec.padding * gain + bias)
    return createSampling(width, height, placePicture(width, height, spec))
  }

  return {
    data,
    fill(picture) {
      checkSize(picture)
      const isSameSize = sampling?.width === picture.width && sampling.height === picture.height
      if (sampling === undefined || !isSameSize) sampling = prepare(picture)
      const { placement } = sampling
      for (let line = 0; line < placement.height; line += 1) {
        sampleRow(sampling, picture.data, line)
        writeRow(sampling, planes, (placement.top + line) * spec.width + placement.left)
      }
      return placement
    },
  }
}

function checkSize({ width, height, data }: Picture): void {
  const expected = width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2)
  if (width < 1 || height < 1 || data.length !== expected) {
    throw new RangeError(`picture of ${width}×${height} needs ${expected} bytes of I420, got ${data.length}`)
  }
}
