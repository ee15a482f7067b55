/** Messages that are retained, in a tree of topic levels: a filter visits what it can match, and not all there is. */
export type Retained<Packet> = {
  /** In place of an earlier one on the same topic. */
  keep(topic: string, packet: Packet): void
  forget(topic: string): void
  /** What a filter matches (MQTT 3.1.1, section 4.7), wildcards included. */
  matching(filter: string): Iterable<Packet>
}

type Level<Packet> = { packet?: Packet | undefined; readonly below: Map<string, Level<Packet>> }

/** What the library has instead looks at every message for every filter: ten thousand agents that come back would take minutes. */
export function createRetained<Packet>(): Retained<Packet> {
  const root: Level<Packet> = { below: new Map() }
  return {
    keep(topic, packet) {
      let level = root
      for (const name of topic.split('/')) {
        const next = level.below.get(name) ?? { below: new Map() }
        level.below.set(name, next)
        level = next
      }
      level.packet = packet
    },
    forget: (topic) => forgetBelow(root, topic.split('/'), 0),
    *matching(filter) {
      const names = filter.split('/')
      for (const packet of matchBelow(root, names, 0)) yield packet
    },
  }
}

/** Levels that lead to nothing any longer go as well. */
function forgetBelow<Packet>(level: Level<Packet>, names: readonly string[], index: number): void {
  const name = names[index]
  if (name === undefined) {
    level.packet = undefined
    return
  }
  const next = level.below.get(name)
  if (next === undefined) return
  forgetBelow(next, names, index + 1)
  if (next.packet === undefined && next.below.size === 0) level.below.delete(name)
}

function* matchBelow<Packet>(level: Level<Packet>, names: readonly string[], index: number): Generator<Packet> {
  const name = names[index]
  // What is the broker's own is matched by no wildcard at the beginning (section 4.7.2).
  const isOpen = (below: string) => index > 0 || !below.startsWith('$')
  if (name === undefined) {
    if (level.packet !== undefined) yield level.packet
  } else if (name === '#') {
    // The level above is part of what it matches (section 4.7.1.2).
    if (level.packet !== undefined) yield level.packet
    for (const [below, next] of level.below) if (isOpen(below)) yield* matchBelow(next, names, index)
  } else if (name === '+') {
    for (const [below, next] of level.below) if (isOpen(below)) yield* matchBelow(next, names, index + 1)
  } else {
    const next = level.below.get(name)
    if (next !== undefined) yield* matchBelow(next, names, index + 1)
  }
}
