import type { EventRecord } from '../../../../wire/rest.ts'

type Box = NonNullable<EventRecord['snapshotBox']>

/** Where the whole picture lies relative to the frame that shows a part of it, in parts of the frame. */
type Placement = { readonly left: number; readonly top: number; readonly width: number; readonly height: number }

/** How much of the surroundings is shown: the frame is this many times as large as the object. */
const margin = 1.3
/** A standing person is known by the upper part: in a wide frame the whole of it would be small. */
const upperPart = 0.65
const uprightFrom = 1.4
/** The frame never shows less than this part of the picture's width, since pixels do not grow. */
const leastWidth = 0.2

/**
 * Places a picture so that a frame shows its object, without bending it or leaving the frame partly empty.
 * @param box of the object, 0–1 of the picture; undefined for the middle of the picture
 * @param pictureAspect width by height, in pixels
 * @param frameAspect width by height
 */
export function cropAround(box: Box | undefined, pictureAspect: number, frameAspect: number): Placement {
  const heightPerWidth = pictureAspect / frameAspect
  const [x, y, w, whole] = box ?? [0, 0, 1, 1]
  const isUpright = frameAspect > 1 && whole > w * pictureAspect * uprightFrom
  const h = isUpright ? whole * upperPart : whole
  const largest = Math.min(1, 1 / heightPerWidth)
  const width = Math.min(largest, Math.max(leastWidth, w * margin, (h * margin) / heightPerWidth))
  const height = width * heightPerWidth
  const left = within(x + w / 2 - width / 2, 1 - width)
  const top = within(y + h / 2 - height / 2, 1 - height)
  return { left: -left / width, top: -top / height, width: 1 / width, height: 1 / height }
}

function within(value: number, most: number): number {
  return Math.max(0, Math.min(most, value))
}
