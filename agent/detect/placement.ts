import type { PictureInput } from '../../models/manifest.ts'
import type { Box } from './detection.ts'

/** Where the picture lies in the model's input, pixels; the rest of the input is padding. */
export type Placement = {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Fits a picture of this size into the model's input, as the manifest says. */
export function placePicture(
  width: number,
  height: number,
  input: Pick<PictureInput, 'width' | 'height' | 'fit'>,
): Placement {
  if (input.fit === 'stretch') return { left: 0, top: 0, width: input.width, height: input.height }
  const ratio = Math.min(input.width / width, input.height / height)
  const placed = { width: Math.max(1, Math.round(width * ratio)), height: Math.max(1, Math.round(height * ratio)) }
  if (input.fit === 'top-left') return { left: 0, top: 0, ...placed }
  return {
    left: Math.floor((input.width - placed.width) / 2),
    top: Math.floor((input.height - placed.height) / 2),
    ...placed,
  }
}

/** Corners in pixels of the model's input. */
export type Corners = {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** The same box in 0–1 of the picture, cut off at its edges; undefined when nothing of it lies in the picture. */
export function boxInPicture(corners: Corners, placement: Placement): Box | undefined {
  const left = clamp((corners.left - placement.left) / placement.width)
  const top = clamp((corners.top - placement.top) / placement.height)
  const width = clamp((corners.right - placement.left) / placement.width) - left
  const height = clamp((corners.bottom - placement.top) / placement.height) - top
  return width > 0 && height > 0 ? [left, top, width, height] : undefined
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value))
}
