/** Notices another agent with the same identity: a broker lets only one of the two stay, the one that came last. */
export type Rivals = {
  /** A connection begins. */
  begin(): void
  /** The state topic of this identity spoke, of a start with this random name. @returns whether that was somebody else */
  heard(run: string | undefined): boolean
  /** A connection ends, after so long. */
  end(lastedMs: number): void
  isAlarm(): boolean
  /** How long to leave the broker to the other one: an alarm for people, not a fight that nobody can win. */
  waitMs(): number
}

/** Once may be the last will of an earlier start of this very agent, spoken late. */
const sightingsForAlarm = 2
const truceMs = 60_000
/** So long without the other one, and it is gone. */
const peaceMs = 5 * truceMs

/**
 * @param run random name of this start
 * @param random 0–1, so that the two do not come back together
 */
export function createRivals(run: string, random: () => number): Rivals {
  let sightings = 0
  let connections = 0
  let isSeen = false
  return {
    begin() {
      connections += 1
      isSeen = false
    },
    heard(other) {
      if (other === run) return false
      // What an earlier start of this agent left behind is heard on the first connection only: then this one has spoken.
      if (connections > 1 && !isSeen) sightings += 1
      isSeen = true
      return true
    },
    end(lastedMs) {
      if (!isSeen && lastedMs > peaceMs) sightings = 0
    },
    isAlarm: () => sightings >= sightingsForAlarm,
    waitMs: () => (sightings >= sightingsForAlarm ? truceMs * (0.5 + random() / 2) : 0),
  }
}
