/** How long an inference may take before its thread counts as hung: it follows from how long they take on this box. */
export type Patience = {
  limitMs(): number
  /** An inference was answered. */
  took(ms: number): void
  /** One was not answered within the limit. */
  ranOut(): void
}

/** The first runs of a thread get memory and load code; they say little about the others. */
const warmUpRuns = 5
/** At five pictures a second, a quarter of a minute. */
const rememberedRuns = 64
/** A box that gets other work to do becomes slower by this at most from one moment to the next, as far as anybody has seen. */
const timesSlowest = 8
/** A processor that is shared by dozens, or a page that comes back from an SD card, takes less. */
const leastMs = 2_500

/**
 * Some times what the slowest of the latest runs took, never less than `leastMs` and never more than `mostMs`. After a limit that was
 * too short for a box that had become so slow it doubles, until as many runs as are remembered have been answered again.
 */
export function createPatience(mostMs: number): Patience {
  const recent: number[] = []
  let lenience = 1
  let answered = 0
  return {
    limitMs() {
      if (answered < warmUpRuns) return mostMs
      return Math.min(mostMs, lenience * Math.max(leastMs, timesSlowest * Math.max(...recent)))
    },
    took(ms) {
      answered += 1
      recent.push(ms)
      if (recent.length > rememberedRuns) recent.shift()
      if (answered >= rememberedRuns) lenience = 1
    },
    ranOut() {
      answered = 0
      lenience *= 2
    },
  }
}
