import type { Box } from '../detect/detection.ts'
import type { Motion } from './motion.ts'

/**
 * The box of an object that the edge of the picture cuts off: as large as it was, from the edge that is seen. Without it
 * whoever walks out of the picture would stop at its edge and shrink.
 * @param edge a box this near to the edge of the picture may go on beyond it
 */
export function wholeBox([x, y, width, height]: Box, [, , wholeWidth, wholeHeight]: Box, edge: number): Box {
  const [left, right] = wholeStretch(x, x + width, wholeWidth, edge)
  const [top, bottom] = wholeStretch(y, y + height, wholeHeight, edge)
  return [left, top, right - left, bottom - top]
}

/**
 * The motion of an object without the growth that is none: what comes into the picture is seen more and more of, and would
 * go on growing when all of it is there.
 */
export function seenGrowth(motion: Motion, [x, y, width, height]: Box, edge: number): Motion {
  const { w, h } = motion
  return {
    ...motion,
    ...(isCut(x, x + width, edge) && { w: { ...w, speed: Math.min(0, w.speed) } }),
    ...(isCut(y, y + height, edge) && { h: { ...h, speed: Math.min(0, h.speed) } }),
  }
}

function wholeStretch(from: number, to: number, length: number, edge: number): readonly [from: number, to: number] {
  const isCutBefore = from <= edge
  const isCutAfter = to >= 1 - edge
  if (isCutBefore === isCutAfter || to - from >= length) return [from, to]
  return isCutBefore ? [to - length, to] : [from, from + length]
}

function isCut(from: number, to: number, edge: number): boolean {
  return from <= edge || to >= 1 - edge
}
