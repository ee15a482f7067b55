/** Where progress is shown: a terminal gets a line that changes, anything else a line per quarter. */
export type ProgressOutput = { readonly isTTY?: boolean; write(text: string): unknown }

export type Progress = {
  readonly show: (frames: number, of: number) => void
  /** Leaves the line. */
  readonly end: () => void
}

export function createProgress(output: ProgressOutput): Progress {
  const isTerminal = output.isTTY === true
  let shown = 0
  let isOpen = false

  return {
    show(frames, of) {
      const percent = Math.floor((frames / of) * 100)
      const step = isTerminal ? percent : Math.floor(percent / 25)
      if (step === shown) return
      shown = step
      output.write(
        `${isTerminal ? '\r' : ''}${String(percent).padStart(3)} % ${frames} of ${of} frames${isTerminal ? '' : '\n'}`,
      )
      isOpen = isTerminal
    },
    end() {
      if (isOpen) output.write('\n')
      isOpen = false
    },
  }
}
