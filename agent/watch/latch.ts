import type { Verdict } from './fault.ts'

export type Latch = {
  /** @returns what has changed by this look */
  update(verdict: Verdict, at: number, onMs?: number): 'start' | 'end' | undefined
  isOn(): boolean
  reset(): void
}

/** Turns on what has been bad, and off what has been good, for as long as it says, by the times of the frames. */
export function createLatch(times: { readonly onMs: number; readonly offMs: number }): Latch {
  let isOn = false
  let since: number | undefined
  return {
    update(verdict, at, onMs = times.onMs) {
      if (verdict !== (isOn ? 'good' : 'bad')) {
        since = undefined
        return undefined
      }
      since ??= at
      if (at - since < (isOn ? times.offMs : onMs)) return undefined
      isOn = !isOn
      since = undefined
      return isOn ? 'start' : 'end'
    },
    isOn: () => isOn,
    reset() {
      isOn = false
      since = undefined
    },
  }
}
