import type { Detection, LabelChance } from '../detect/detection.ts'

/** What the chance of a label counts that hardly goes with the way of the object. */
const oddWeight = 0.25
/** What a look counts at what the picture's edge cuts off: whose head and shoulders come in first may look like a car. */
const cutOffWeight = 0.5
/** A box this near to the edge of the picture may go on beyond it. */
const edge = 0.006
/** How much an object that comes or leaves may go to the side, as a share of its way up or down the picture. */
const aside = 0.35

type Limits = Pick<LabelChance, 'fastest' | 'slowest' | 'squattestAhead'>

/**
 * How much the chance of a label counts, 0–1, by how the object goes and what is seen of it.
 * @param speed where it is known, in 0–1 of the picture a second
 */
export function plausibility(
  limits: Limits,
  detection: Pick<Detection, 'box' | 'heightAcross'>,
  speed: readonly [x: number, y: number] | undefined,
): number {
  const seen = isCutOff(detection.box) ? cutOffWeight : 1
  return speed !== undefined && isOdd(limits, detection, speed) ? seen * oddWeight : seen
}

function isOdd(
  { fastest = Infinity, slowest = 0, squattestAhead = 0 }: Limits,
  { box: [, , width, height], heightAcross = height }: Pick<Detection, 'box' | 'heightAcross'>,
  speed: readonly [x: number, y: number],
): boolean {
  // In own heights a second.
  const [across, down] = [speed[0] / heightAcross, speed[1] / height]
  const pace = Math.hypot(across, down)
  const isAhead = Math.abs(across) < aside * Math.abs(down)
  return pace > fastest || pace < slowest || (isAhead && heightAcross / width < squattestAhead)
}

function isCutOff([x, y, width, height]: Detection['box']): boolean {
  return x <= edge || y <= edge || x + width >= 1 - edge || y + height >= 1 - edge
}
