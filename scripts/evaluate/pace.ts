import type { Recording } from './record.ts'

/** What a frame costs, milliseconds. */
export type Pace = {
  readonly frames: number
  /** Of the detector, by its own account. */
  readonly detectP50Ms: number
  readonly detectP95Ms: number
  /** Processor time of all stages but decoding, on average. */
  readonly cpuMs: number
}

export function paceOf(recordings: readonly Pick<Recording, 'detectMs' | 'cpuMs'>[]): Pace {
  const sorted = recordings.flatMap(({ detectMs }) => detectMs).toSorted((a, b) => a - b)
  const frames = sorted.length
  const quantile = (q: number) => sorted[Math.min(frames - 1, Math.floor(q * frames))] ?? 0
  const cpuMs = recordings.reduce((sum, recording) => sum + recording.cpuMs, 0) / Math.max(1, frames)
  return { frames, detectP50Ms: quantile(0.5), detectP95Ms: quantile(0.95), cpuMs }
}
