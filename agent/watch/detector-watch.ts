import type { Fault } from './fault.ts'
import { createLatch } from './latch.ts'

export type DetectorWatch = {
  worked(at: number): Fault[]
  /** @param cause a code */
  failed(cause: string, at: number): Fault[]
  sourceLost(): Fault[]
}

/** A detector that fails now and then is one event, not many. */
const steadyMs = 5_000

/** Whether there are answers for the frames: the first that has none is told at once. */
export function createDetectorWatch(): DetectorWatch {
  const latch = createLatch({ onMs: 0, offMs: steadyMs })
  let lastAt = 0
  return {
    worked(at) {
      lastAt = at
      return latch.update('good', at) === 'end' ? [{ kind: 'detector', phase: 'end', at, reason: 'recovered' }] : []
    },
    failed(cause, at) {
      lastAt = at
      return latch.update('bad', at) === 'start' ? [{ kind: 'detector', phase: 'start', at, cause }] : []
    },
    sourceLost() {
      const wasOn = latch.isOn()
      latch.reset()
      return wasOn ? [{ kind: 'detector', phase: 'end', at: lastAt, reason: 'source-lost' }] : []
    },
  }
}
