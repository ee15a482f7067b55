import { position } from './times.ts'
import type { Words } from './words.ts'

export type ProgressOptions = {
  /** A terminal gets one line that changes, anything else a new line now and then. */
  readonly output: { readonly isTTY?: boolean; write(text: string): unknown }
  /** How long the video is, where that is known. */
  readonly lengthMs: number | undefined
  readonly words: Words
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number
}

export type Progress = {
  /** @param ms how far into the video */
  show(ms: number, events: number): void
  /** Clears the line, so that others may be written. */
  clear(): void
  /** How many times faster than it was filmed, so far. */
  speed(ms: number): number
}

const terminalEveryMs = 500
const linesEveryMs = 30_000

export function createProgress({ output, lengthMs, words, now }: ProgressOptions): Progress {
  const isTerminal = output.isTTY === true
  const startedAt = now()
  let shownAt = startedAt
  let width = 0

  const speed = (ms: number): number => ms / Math.max(1, now() - startedAt)
  const clear = (): void => {
    if (width > 0) output.write(`\r${' '.repeat(width)}\r`)
    width = 0
  }

  return {
    clear,
    speed,
    show(ms, events) {
      if (now() - shownAt < (isTerminal ? terminalEveryMs : linesEveryMs)) return
      shownAt = now()
      const length = lengthMs === undefined ? undefined : position(lengthMs)
      const line = words.progress(position(ms), length, words.number(speed(ms), 1), events)
      clear()
      output.write(isTerminal ? line : `${line}\n`)
      width = isTerminal ? line.length : 0
    },
  }
}
