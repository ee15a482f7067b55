import type { Box } from '../detect/detection.ts'

/** Pixels of a picture. */
export type Crop = { readonly left: number; readonly top: number; readonly width: number; readonly height: number }

/** How much of the surroundings is shown: the crop is this many times as large as the object. */
const margin = 1.3
/** A standing person is known by the upper part: in a wide crop the whole of it would be small. */
const upperPart = 0.65
const uprightFrom = 1.4
/** The crop never shows less than this part of the picture's width, since pixels do not grow. */
const leastWidth = 0.2

/**
 * What to cut out of a picture to show its object, wholly inside the picture.
 * @param box of the object, 0–1 of the picture
 * @param aspect of the crop, width by height in pixels
 */
export function cropAround(
  [x, y, boxWidth, boxHeight]: Box,
  picture: { readonly width: number; readonly height: number },
  aspect: number,
): Crop {
  const [w, whole] = [boxWidth * picture.width, boxHeight * picture.height]
  const h = whole > w * uprightFrom ? whole * upperPart : whole
  const largest = Math.min(picture.width, picture.height * aspect)
  const wanted = Math.max(leastWidth * picture.width, w * margin, h * margin * aspect)
  const width = Math.max(1, Math.round(Math.min(largest, wanted)))
  const height = Math.max(1, Math.min(picture.height, Math.round(width / aspect)))
  return {
    left: within(Math.round(x * picture.width + w / 2 - width / 2), picture.width - width),
    top: within(Math.round(y * picture.height + h / 2 - height / 2), picture.height - height),
    width,
    height,
  }
}

function within(value: number, most: number): number {
  return Math.max(0, Math.min(most, value))
}
