export type StallTimer = {
  /** Something came, or nothing can come for now. */
  rewind(): void
  close(): void
}

/** Calls `onStall` after `stallMs` without a rewind; once, unless it is rewound again. */
export function createStallTimer(stallMs: number, onStall: () => void): StallTimer {
  let check: NodeJS.Immediate | undefined
  const timer = setTimeout(() => {
    // Timers run before input: if this process itself was held up, what has come meanwhile is read first.
    check = setImmediate(onStall)
  }, stallMs)
  return {
    rewind() {
      clearImmediate(check)
      timer.refresh()
    },
    close() {
      clearImmediate(check)
      clearTimeout(timer)
    },
  }
}
