import type { ChangeMap } from '../../agent/motion/motion.ts'

/** Share of the box's cells that have changed, 0–1. @param box left, top, width, height in pixels */
export function changedShare(
  { width, height, cellPixels, contrast }: ChangeMap,
  [x, y, w, h]: readonly [number, number, number, number],
): number {
  let [changed, cells] = [0, 0]
  const [lastRow, lastColumn] = [Math.min(height, (y + h) / cellPixels), Math.min(width, (x + w) / cellPixels)]
  for (let row = Math.max(0, Math.floor(y / cellPixels)); row < lastRow; row += 1) {
    for (let column = Math.max(0, Math.floor(x / cellPixels)); column < lastColumn; column += 1) {
      cells += 1
      if ((contrast[row * width + column] ?? 0) >= 1) changed += 1
    }
  }
  return cells === 0 ? 0 : changed / cells
}
