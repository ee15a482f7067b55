import { backoffMs } from '../../runtime/supervise.ts'
import type { DetectorError } from './detector-error.ts'

/** A thread that ends with every picture must not take the processor that decodes them. */
const pauses = { minMs: 250, maxMs: 2_000, jitter: 0 }

/** When a thread that was lost may be replaced: the first at once, those after it with pauses, until one of them answers. */
export function createReplacement() {
  let inARow = 0
  let last: { readonly error: DetectorError; readonly atMs: number } | undefined
  return {
    lost(error: DetectorError, nowMs: number): void {
      if (error === last?.error) return
      inARow += 1
      last = { error, atMs: inARow === 1 ? nowMs : nowMs + backoffMs(pauses, inARow, 0) }
    },
    worked(): void {
      inARow = 0
      last = undefined
    },
    /** Why there is no thread yet. */
    pausedBy: (nowMs: number): DetectorError | undefined => (last && nowMs < last.atMs ? last.error : undefined),
  }
}
