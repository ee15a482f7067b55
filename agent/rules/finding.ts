import type { Severity, Speed, Tally } from '../../wire/event.ts'
import type { Scene, Track } from '../track/scene.ts'

/** Why something that lasted is over: the object left or was lost from sight; or what the rule asks for holds no longer. */
export type EndReason = 'left' | 'lost' | 'cleared'

/**
 * What a rule reports. `start`, `update` … `end` with the same `key` are one event; `pulse` is an instant.
 * `at` is the time of the frame.
 */
export type Finding = {
  readonly phase: 'start' | 'update' | 'end' | 'pulse'
  /** Unique per open finding of a camera: rule, type and track. */
  readonly key: string
  /** Event type, e.g. `zone.entered`. */
  readonly type: string
  readonly rule: string
  readonly at: number
  /** Absent: it is about no single object. */
  readonly track?: Track
  /** Names of the geometry, where they are not that of the rule; like `severity`, of start and pulse only. */
  readonly zone?: string
  readonly line?: string
  /** Absent: info. */
  readonly severity?: Severity
  readonly direction?: 'in' | 'out'
  readonly dwellMs?: number
  /** km/h; the true speed is within `errorKmh` of it in 95 of 100 cases. */
  readonly speed?: Speed
  readonly count?: number
  readonly counts?: Tally[]
  readonly intervalMs?: number
  readonly reason?: EndReason
}

/** A rule keeps its own state between scenes; the same scenes always give the same findings. */
export type Rule = {
  evaluate(scene: Scene): Finding[]
  /**
   * The source is gone, after a last scene in which every track has ended: what there is still to say. What follows may have
   * any time and begins anew.
   */
  sourceLost?(): Finding[]
  /**
   * What the start or the end of a finding that still lasts would say of the latest scene, for a report that comes later or
   * ends earlier than the rule itself says. Nothing when it does not hold in this very scene.
   */
  tell?(key: string, phase: 'start' | 'end'): Finding | undefined
}
