// biome-ignore-all lint/style/noNonNullAssertion: indices stay within a box that was cut to the picture
import type { Frame } from '../decode/frame.ts'
import type { Box } from '../detect/detection.ts'

/** Steps along which luma is compared, in pixels. */
const near = 1
const far = 4
/** At most so many rows of a box are read, and so many places in each. */
const most = 48
/** Of an edge from one pixel to the next, a comparison over one pixel meets a quarter of what one over four meets. */
const sharp = near / far

/**
 * How sharp a part of a picture is, 0–1: how much of the energy of its change over four pixels lies within one. What moves
 * too fast, or is out of focus, changes evenly. Contrast plays no part.
 */
export function sharpness({ width, height, data }: Frame, [x, y, boxWidth, boxHeight]: Box): number {
  const left = Math.max(0, Math.floor(x * width))
  const right = Math.min(width - far - 1, Math.ceil((x + boxWidth) * width))
  const top = Math.max(0, Math.floor(y * height))
  const bottom = Math.min(height - 1, Math.ceil((y + boxHeight) * height))
  const rowStep = Math.max(1, Math.floor((bottom - top) / most))
  const columnStep = Math.max(1, Math.floor((right - left) / most))
  let nearby = 0
  let wide = 0
  for (let row = top; row < bottom; row += rowStep) {
    for (let at = row * width + left; at < row * width + right; at += columnStep) {
      nearby += (data[at + near]! - data[at]!) ** 2
      wide += (data[at + far]! - data[at]!) ** 2
    }
  }
  return wide === 0 ? 0 : Math.min(1, nearby / wide / sharp)
}
