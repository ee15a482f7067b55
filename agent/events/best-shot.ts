import type { Frame } from '../decode/frame.ts'
import type { Box } from '../detect/detection.ts'
import type { Track } from '../track/scene.ts'

/** The frame that shows an object best so far, and where it is in it; without a box the whole picture is meant. */
export type Shot = { readonly frame: Frame; readonly box?: Box; readonly quality: number }

/** A picture is worth replacing when the new one is this much better. */
const worthwhile = 1.25

/**
 * How well a picture shows an object, from 0: score × size, halved where the edge of the picture cuts the object off.
 */
export function shotQuality({ score, box }: Pick<Track, 'score' | 'box'>): number {
  const [x, y, width, height] = box
  const cutOff = x <= 0.005 || y <= 0.005 || x + width >= 0.995 || y + height >= 0.995
  return score * Math.sqrt(width * height) * (cutOff ? 0.5 : 1)
}

/**
 * This frame as a shot, when it is clearly better than any earlier one and the object was really seen in it.
 * @param bestQuality quality of the best shot so far
 */
export function betterShot(bestQuality: number, frame: Frame, track: Track): Shot | undefined {
  if (track.seenAt !== frame.at) return undefined
  const quality = shotQuality(track)
  return quality > bestQuality * worthwhile ? { frame, box: track.box, quality } : undefined
}
