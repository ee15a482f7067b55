import type { Box, Detection } from '../detect/detection.ts'

/** One object followed over time. Ids count up from 1 and are not used again within a camera and boot. */
export type Track = {
  readonly id: number
  /** Decided over the whole track, by score-weighted vote. */
  readonly class: string
  readonly vehicleType?: string
  readonly label: string
  /** Score of the last detection that matched, 0–1. */
  readonly score: number
  /** The best of its detections so far, 0–1: how sure it is that there is something. */
  readonly bestScore: number
  /** Filtered box at the scene's time. */
  readonly box: Box
  /** As the detector gave it at `seenAt`: what is measured must not lag as a filter does. */
  readonly seenBox?: Box
  /** The greatest height of its boxes so far. */
  readonly maxHeight?: number
  /** Where it touches the ground when that is beyond the picture: else the middle of the box's lower edge. */
  readonly foot?: readonly [x: number, y: number]
  readonly firstAt: number
  /** Where it was at `firstAt`, before it was reported: lines may be crossed in between. */
  readonly firstBox?: Box
  /** Time of the last detection that matched; older than the scene's `at` while the track coasts. */
  readonly seenAt: number
}

/** What the tracker believes after one frame: confirmed tracks, and those that ended with this frame. */
export type Scene = {
  readonly at: number
  readonly tracks: readonly Track[]
  readonly ended: readonly Track[]
}

export type Tracker = {
  /** Advances to `at` (epoch milliseconds, strictly increasing) with the detections of that frame. */
  update(detections: readonly Detection[], at: number): Scene
  /**
   * Ends every track, e.g. since the source was lost. `at` of the scene is the last one known; the next update may have any
   * time.
   */
  endAll(): Scene
}
