import type { MediaKind } from './media-folder.ts'

/** Whose turn it is on a link that pictures could fill for ever. */
export type Turns = {
  /** In which order kinds are asked for what is next. */
  order(): readonly MediaKind[]
  sent(kind: MediaKind, bytes: number): void
}

const picturesFirst = ['thumbnail', 'snapshot', 'clip'] as const
const clipsFirst = ['clip', 'thumbnail', 'snapshot'] as const
/** Of what is sent while both wait, clips have a quarter: so much for each byte of a picture. */
const perPictureByte = 1 / 3

/**
 * Pictures go first, and clips are owed a share of what they took.
 * @param pieceBytes of a clip, what is sent of it at once
 */
export function createTurns(pieceBytes: number): Turns {
  /** Bytes that clips may have now; nothing is saved up for clips that come later. */
  let owed = -pieceBytes
  return {
    order: () => (owed >= 0 ? clipsFirst : picturesFirst),
    sent(kind, bytes) {
      owed = kind === 'clip' ? Math.max(-pieceBytes, owed - bytes) : Math.min(0, owed + bytes * perPictureByte)
    },
  }
}
