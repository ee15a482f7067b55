import type { Scene, Track } from '../track/scene.ts'

/** Why something that lasted is over. */
export type EndReason = 'left' | 'lost'

/**
 * What a rule reports. `start` … `end` with the same `key` are one event; `pulse` is an instant.
 * `at` is the time of the frame.
 */
export type Finding = {
  readonly phase: 'start' | 'end' | 'pulse'
  /** Unique per open finding of a camera: rule, type and track. */
  readonly key: string
  /** Event type, e.g. `zone.entered`. */
  readonly type: string
  readonly rule: string
  readonly at: number
  readonly track: Track
  readonly direction?: 'in' | 'out'
  readonly dwellMs?: number
  readonly reason?: EndReason
}

/** A rule keeps its own state between scenes; the same scenes always give the same findings. */
export type Rule = {
  evaluate(scene: Scene): Finding[]
}
