import { join } from 'node:path'
import type { Clip } from '../wire/event-media.ts'
import type { ClipHiding } from './clip-hiding.ts'
import type { CameraConfig } from './config.ts'
import { openClipWriter } from './decode/clip-writer.ts'
import { writeDurably } from './media/durable-file.ts'
import type { ClipWindow } from './recording/clip-window.ts'
import { type Concealing, cutClip } from './recording/cut-clip.ts'
import { drawMasks } from './recording/mask-overlay.ts'

/** Runs one task after the other. */
export type InTurn = <T>(task: () => Promise<T>) => Promise<T>

export type ClipCutterOptions = {
  readonly masks: CameraConfig['masks']
  readonly hiding: ClipHiding | undefined
  /** For what is drawn. */
  readonly folder: string
  /** Clips of all cameras that are encoded: a small box has one core for them at most. */
  readonly encodingTurn: InTurn
  readonly signal: AbortSignal
}

/** Cuts the clips of one camera so that they may leave the box, and says in them what was hidden. */
export function createClipCutter({ masks, hiding, folder, encodingTurn, signal }: ClipCutterOptions) {
  const encode = (window: ClipWindow, file: string, prepare: () => Promise<Concealing>): Promise<Clip> =>
    encodingTurn(async () => cutClip(window, file, openClipWriter, await prepare(), signal))

  return async (window: ClipWindow, file: string): Promise<Clip> => {
    if (hiding !== undefined) {
      const clip = await encode(window, file, async () => ({ hide: await hiding.hideIn(window) }))
      return { ...clip, privacy: [...hiding.privacy] }
    }
    if (masks.length === 0) return cutClip(window, file, openClipWriter, undefined, signal)
    const maskedBy = join(folder, 'masks.png')
    await writeDurably(maskedBy, await drawMasks(masks))
    return { ...(await encode(window, file, () => Promise.resolve({ maskedBy }))), privacy: ['masked'] }
  }
}

export function createTurns(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (task) => {
    const done = last.then(task)
    last = done.catch(() => undefined)
    return done
  }
}
