import { setTimeout as sleep } from 'node:timers/promises'

export type Backoff = {
  readonly minMs: number
  readonly maxMs: number
  /** 0–1: how much of each wait is random, so that a thousand agents do not come back at once. */
  readonly jitter: number
}

export const defaultBackoff: Backoff = { minMs: 500, maxMs: 30_000, jitter: 0.3 }

export type Failure = {
  readonly error: unknown
  /** Failures in a row, from 1. */
  readonly attempt: number
  readonly retryInMs: number
}

export type SuperviseOptions = {
  readonly signal: AbortSignal
  readonly backoff?: Backoff
  readonly onFailure: (failure: Failure) => void
  /** Whether what failed works again if it is only begun anew: after it worked, the first retry comes without a pause. */
  readonly isOnlyChange?: (error: unknown) => boolean
  /** Resolves when there is no reason to wait any longer: what failed can work again, and the backoff begins anew. Never rejects. */
  readonly untilBack?: (signal: AbortSignal) => Promise<void>
}

/**
 * Runs a task again and again until it returns or the signal aborts; the only place that retries.
 * The task calls `healthy` when it works, which resets the backoff.
 * @throws nothing: failures go to `onFailure`
 */
export async function supervise(
  task: (signal: AbortSignal, healthy: () => void) => Promise<void>,
  { signal, backoff = defaultBackoff, onFailure, isOnlyChange, untilBack }: SuperviseOptions,
): Promise<void> {
  let attempt = 0
  const healthy = () => {
    attempt = 0
  }
  while (!signal.aborted) {
    try {
      await task(signal, healthy)
      return
    } catch (error) {
      if (signal.aborted) return
      attempt += 1
      const isChange = attempt === 1 && isOnlyChange?.(error) === true
      const retryInMs = isChange ? 0 : backoffMs(backoff, attempt, Math.random())
      onFailure({ error, attempt, retryInMs })
      if (isChange) continue
      if (await wait(retryInMs, signal, untilBack)) attempt = 0
    }
  }
}

/** @returns whether it was cut short because what failed is back */
async function wait(ms: number, signal: AbortSignal, untilBack: SuperviseOptions['untilBack']): Promise<boolean> {
  const waiting = new AbortController()
  const stop = () => waiting.abort()
  signal.addEventListener('abort', stop, { once: true })
  const pause = sleep(ms, false, { signal: waiting.signal }).catch(() => false)
  const back = untilBack?.(waiting.signal).then(() => !waiting.signal.aborted)
  const isBack = await Promise.race(back === undefined ? [pause] : [pause, back])
  signal.removeEventListener('abort', stop)
  waiting.abort()
  return isBack
}

/**
 * Exponential backoff with jitter.
 * @param attempt failures in a row, from 1
 * @param random 0–1
 * @returns milliseconds to wait, at most `maxMs`
 */
export function backoffMs({ minMs, maxMs, jitter }: Backoff, attempt: number, random: number): number {
  const full = Math.min(maxMs, minMs * 2 ** Math.min(attempt - 1, 30))
  return Math.round(full * (1 - jitter * random))
}
