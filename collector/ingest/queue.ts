import { type ParsedTopic, parseTopic } from '../../wire/topics.ts'

/** A message as it came, not looked into yet. */
export type Raw = {
  readonly topic: string
  readonly parsed: ParsedTopic | undefined
  readonly payload: Uint8Array
  readonly receivedAt: number
  /** What to say when it is stored; 0: nobody waits for it. */
  readonly ticket: number
}

export type RawQueue = {
  /** @returns false when there is no room for it */
  add(topic: string, payload: Uint8Array, receivedAt: number, ticket: number): boolean
  /** The next message, what is live before what is history; undefined when there is none. */
  take(): Raw | undefined
  /** How many messages wait. */
  length(): number
  /** When the oldest that waits came. */
  oldestAt(): number | undefined
}

type Lane = { readonly items: Raw[]; head: number; bytes: number; readonly maxBytes: number; readonly maxItems: number }

const mebibyte = 1024 * 1024

/**
 * What waits to be stored, in two lanes: a backlog that drains must not delay live events. Each lane is bounded by bytes,
 * live events by number too; what finds its lane full is refused, which loses nothing, since what is not acknowledged is
 * sent again. Births, states and health are rare and not sent again: they may use twice the room of the live lane, and
 * what is no message of ours an eighth.
 */
export function createRawQueue(maxLive: number): RawQueue {
  const live: Lane = { items: [], head: 0, bytes: 0, maxBytes: 32 * mebibyte, maxItems: maxLive }
  const parse = createTopicParser()
  const history: Lane = { items: [], head: 0, bytes: 0, maxBytes: 96 * mebibyte, maxItems: Number.POSITIVE_INFINITY }

  return {
    add(topic, payload, receivedAt, ticket) {
      const parsed = parse(topic)
      const lane = parsed?.kind === 'replay' ? history : live
      const share = shareOf(parsed)
      const isFull = waiting(lane) >= lane.maxItems * share || lane.bytes + payload.byteLength > lane.maxBytes * share
      if (isFull) return false
      lane.items.push({ topic, parsed, payload, receivedAt, ticket })
      lane.bytes += payload.byteLength
      return true
    },
    take: () => takeFrom(live) ?? takeFrom(history),
    length: () => waiting(live) + waiting(history),
    oldestAt() {
      const heads = [live, history].flatMap(({ items, head }) => items[head]?.receivedAt ?? [])
      return heads.length === 0 ? undefined : Math.min(...heads)
    },
  }
}

const maxTopics = 20_000

/** Topics are few and come again and again. */
function createTopicParser(): typeof parseTopic {
  const known = new Map<string, ParsedTopic>()
  return (topic) => {
    const before = known.get(topic)
    if (before !== undefined) return before
    const parsed = parseTopic(topic)
    if (known.size >= maxTopics) known.clear()
    if (parsed !== undefined) known.set(topic, parsed)
    return parsed
  }
}

function shareOf(parsed: ParsedTopic | undefined): number {
  if (parsed === undefined) return 1 / 8
  return parsed.kind === 'event' || parsed.kind === 'replay' ? 1 : 2
}

function waiting({ items, head }: Lane): number {
  return items.length - head
}

/** Takes in constant time: what is taken is cut off when it is half of the list. */
function takeFrom(lane: Lane): Raw | undefined {
  const first = lane.items[lane.head]
  if (first === undefined) return undefined
  lane.head += 1
  lane.bytes -= first.payload.byteLength
  if (lane.head * 2 >= lane.items.length) {
    lane.items.splice(0, lane.head)
    lane.head = 0
  }
  return first
}
