/** Numbers a corner: x and y in samples, 1 ÷ depth, red, green, blue, u, v. */
export const cornerSize = 8

/** A sample inside a triangle, and how much of it belongs to its second and third corner. */
export type Visit = (sample: number, second: number, third: number) => void

/**
 * Visits every sample of a triangle in the picture.
 * @param a where the corners begin in `corners`
 * @param isTwoSided visited also when it is seen from behind
 */
export function scan(
  corners: Float64Array,
  [a, b, c]: readonly [number, number, number],
  { width, height }: { readonly width: number; readonly height: number },
  isTwoSided: boolean,
  visit: Visit,
): void {
  if (corners[a + 2] === 0 || corners[b + 2] === 0 || corners[c + 2] === 0) return
  const [ax, ay] = [corners[a] as number, corners[a + 1] as number]
  const [bx, by] = [(corners[b] as number) - ax, (corners[b + 1] as number) - ay]
  const [cx, cy] = [(corners[c] as number) - ax, (corners[c + 1] as number) - ay]
  const doubledArea = bx * cy - cx * by
  // y runs downwards, so that anticlockwise is below 0.
  if (doubledArea === 0 || (doubledArea > 0 && !isTwoSided)) return
  const left = Math.max(0, Math.ceil(ax + Math.min(0, bx, cx) - 0.5))
  const right = Math.min(width - 1, Math.floor(ax + Math.max(0, bx, cx) - 0.5))
  const top = Math.max(0, Math.ceil(ay + Math.min(0, by, cy) - 0.5))
  const bottom = Math.min(height - 1, Math.floor(ay + Math.max(0, by, cy) - 0.5))

  for (let y = top; y <= bottom; y++) {
    const down = y + 0.5 - ay
    for (let x = left; x <= right; x++) {
      const across = x + 0.5 - ax
      const second = (across * cy - cx * down) / doubledArea
      const third = (bx * down - across * by) / doubledArea
      if (second >= 0 && third >= 0 && second + third <= 1) visit(y * width + x, second, third)
    }
  }
}
