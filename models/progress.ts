/** Where progress is shown: a terminal gets a bar that moves, anything else a line per quarter. */
export type ProgressOutput = { readonly isTTY?: boolean; write(text: string): unknown }

export type Progress = {
  /** @param received bytes so far */
  readonly show: (received: number) => void
  /** Leaves the bar's line. */
  end(): void
}

const barLength = 24

export function createProgress(name: string, bytes: number, output: ProgressOutput): Progress {
  const isTerminal = output.isTTY === true
  let shown = isTerminal ? -1 : 0
  let isOpen = false

  const text = (received: number, percent: number) =>
    `${name} ${String(percent).padStart(3)} % ${megabytes(received)}/${megabytes(bytes)} MB`

  return {
    show(received) {
      const percent = Math.floor((received / bytes) * 100)
      const step = isTerminal ? percent : Math.floor(percent / 25)
      if (step === shown) return
      // Lines tell what is new; a bar may also go back when the file is fetched anew.
      if (!isTerminal && step < shown) return
      shown = step
      const full = Math.round((received / bytes) * barLength)
      const bar = '#'.repeat(full).padEnd(barLength, '.')
      output.write(isTerminal ? `\r[${bar}] ${text(received, percent)}` : `${text(received, percent)}\n`)
      isOpen = isTerminal
    },
    end() {
      if (isOpen) output.write('\n')
      isOpen = false
    },
  }
}

/** Megabytes with one decimal. */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1)
}
