import type { Fault } from './fault.ts'

export type OfflineWatch = {
  /** A frame came. */
  seen(at: number): Fault[]
  /** The source is gone, or could not be opened; it is tried again. `cause` is a code. */
  lost(cause: string): void
  close(): void
}

export type OfflineOptions = {
  /** A camera that is back within this time is not reported. */
  readonly afterMs: number
  readonly now: () => number
  /** Called when the time has passed without a frame. */
  readonly onOffline: (fault: Fault) => void
}

/**
 * Whether there is a picture at all. The fault begins with the last frame there was or, where there was none, with the first
 * failure; the time to it is counted by a clock that nobody sets.
 */
export function createOfflineWatch({ afterMs, now, onOffline }: OfflineOptions): OfflineWatch {
  let last: { readonly at: number; readonly monotonicMs: number } | undefined
  let timer: NodeJS.Timeout | undefined
  let cause = ''
  let isOffline = false

  return {
    seen(at) {
      clearTimeout(timer)
      timer = undefined
      last = { at, monotonicMs: performance.now() }
      if (!isOffline) return []
      isOffline = false
      return [{ kind: 'offline', phase: 'end', at, reason: 'recovered' }]
    },
    lost(newCause) {
      cause = newCause
      if (isOffline || timer !== undefined) return
      last ??= { at: now(), monotonicMs: performance.now() }
      const { at, monotonicMs } = last
      timer = setTimeout(
        () => {
          timer = undefined
          isOffline = true
          onOffline({ kind: 'offline', phase: 'start', at, cause })
        },
        Math.max(0, afterMs - (performance.now() - monotonicMs)),
      )
    },
    close: () => clearTimeout(timer),
  }
}
