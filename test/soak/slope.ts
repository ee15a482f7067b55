export type Point = { readonly x: number; readonly y: number }

export type Line = {
  /** Of y per x. */
  readonly slope: number
  /** The slope is this uncertain either way, in 95 cases of 100, if what the points deviate by is chance. */
  readonly uncertainty: number
}

/** Two standard errors, about, from some dozens of points on. */
const twoSided95 = 1.96

/** The straight line that fits best, by least squares. */
export function fitLine(points: readonly Point[]): Line {
  const count = points.length
  const mean = (of: (point: Point) => number) => points.reduce((sum, point) => sum + of(point), 0) / count
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)]
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0)
  const slope = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread
  const residual = points.reduce((sum, { x, y }) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0)
  return { slope, uncertainty: twoSided95 * Math.sqrt(residual / (count - 2) / spread) }
}
