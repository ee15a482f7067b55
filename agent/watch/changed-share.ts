// biome-ignore-all lint/style/noNonNullAssertion: both pictures have the same cells

/** Share of the cells that differ by more than so much luma. */
export function changedShare(before: Float32Array, after: Float32Array, byMore: number): number {
  let changed = 0
  for (let cell = 0; cell < after.length; cell += 1) {
    if (Math.abs(after[cell]! - before[cell]!) > byMore) changed += 1
  }
  return changed / after.length
}
