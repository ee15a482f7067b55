import type { Frame } from '../decode/frame.ts'
import type { Box } from '../detect/detection.ts'
import type { Track } from '../track/scene.ts'
import { sharpness } from './sharpness.ts'

/** The frame that shows an object best so far, and where it is in it; without a box the whole picture is meant. */
export type Shot = { readonly frame: SeenFrame; readonly box?: Box; readonly quality: number }

/** A frame with the boxes of all people in it, also those whom no event is about; without them, nobody has looked. */
export type SeenFrame = Frame & { readonly people?: readonly Box[] }

/** A picture is worth replacing when the new one is this much better. */
const worthwhile = 1.25

/** What a picture without a sharp edge is still worth. */
const blurredWorth = 0.5

/**
 * How well a picture shows an object, from 0: score × size, halved where the edge of the picture cuts the object off, and down
 * to a half where it is not sharp.
 */
export function shotQuality(track: Pick<Track, 'score' | 'box'>, frame: Frame): number {
  return atBest(track) * (blurredWorth + (1 - blurredWorth) * sharpness(frame, track.box))
}

function atBest({ score, box }: Pick<Track, 'score' | 'box'>): number {
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
  const enough = bestQuality * worthwhile
  // How sharp it is is only worked out where that decides.
  if (atBest(track) <= enough) return undefined
  const quality = shotQuality(track, frame)
  return quality > enough ? { frame, box: track.box, quality } : undefined
}
