import type { Ack } from '../../wire/ack.ts'
import { maxReplayBytes } from '../../wire/codec.ts'
import { toReplayed } from '../../wire/place.ts'
import { type AgentIdentity, agentTopic } from '../../wire/topics.ts'
import type { StoredMessage } from '../outbox/outbox.ts'

export type Publish = { readonly topic: string; readonly payload: Buffer }

/** The part of the outbox that delivery reads and deletes from. */
export type DeliveryStore = {
  pending(afterSeq: number, limit: number): StoredMessage[]
  acknowledge(boot: number, ranges: Ack['ranges']): void
}

export type DeliveryOptions = {
  readonly identity: AgentIdentity
  readonly store: DeliveryStore
  /** 0–1, for the random start of a drain. */
  readonly random: () => number
  /** Messages that are sent and not yet acknowledged, at most. */
  readonly window?: number
  /** How long an acknowledgement may take before the message is sent again. */
  readonly resendMs?: number
  /** A drain starts this late at most, at a random moment: a thousand agents come back at once after an outage. */
  readonly maxStartDelayMs?: number
  /** Upper bound of backlog sent per second: live events and pictures share the link. */
  readonly replayBytesPerSecond?: number
}

/**
 * What is sent when: pure but for its store, with the time handed in. Live messages go out at once; everything else that is
 * unacknowledged leaves as backlog in batches on `replay`, oldest first, within a window, until its acknowledgement comes.
 */
export type Delivery = {
  /** A collector is there to acknowledge: from now on messages leave. */
  resume(now: number): void
  /** The link or the collector is gone: nothing leaves, everything sent and unacknowledged counts as unsent. */
  hold(): void
  /** Messages just committed: what of them leaves now. */
  live(messages: readonly StoredMessage[], now: number): Publish[]
  acknowledge(ack: Ack): void
  /** Call it often (a few times a second) and after each acknowledgement: backlog that leaves now, 128 KiB at most. */
  backlog(now: number): Publish[]
  /** True while nothing waits but what is in flight. */
  caughtUp(): boolean
}

const batchRows = 256

export function createDelivery(options: DeliveryOptions): Delivery {
  const { identity, store, random } = options
  const { window = 1024, resendMs = 20_000, maxStartDelayMs = 3_000, replayBytesPerSecond = 512 * 1024 } = options
  /** Half of the window is kept for live events, so that they overtake any backlog. */
  const backlogWindow = Math.ceil(window / 2)
  const inFlight = new Map<number, { readonly boot: number; readonly sentAt: number }>()
  /** Every message up to here is acknowledged, in flight, or about to be looked at again. */
  let scannedTo = 0
  let resumedAt: number | undefined
  let startAt = 0
  let bytesLeft = 0
  let bytesAt = 0
  let caughtUp = false

  const expire = (now: number): void => {
    for (const [seq, { sentAt }] of inFlight) {
      if (now - sentAt < resendMs) continue
      inFlight.delete(seq)
      scannedTo = Math.min(scannedTo, seq - 1)
      caughtUp = false
    }
  }

  const refill = (now: number): void => {
    const earned = ((now - bytesAt) / 1000) * replayBytesPerSecond
    // No more than a batch or two at once: what is under way cannot be overtaken by a live event.
    bytesLeft = Math.min(maxReplayBytes, bytesLeft + earned)
    bytesAt = now
  }

  const nextBatch = (now: number): Publish | undefined => {
    const parts: Buffer[] = []
    let bytes = 2
    for (const message of store.pending(scannedTo, batchRows)) {
      if (inFlight.has(message.seq)) {
        scannedTo = message.seq
        continue
      }
      const element = toReplayed(message.payload, message.topic)
      // And a comma.
      const size = element.byteLength + 1
      const isFull = parts.length > 0 && bytes + size > maxReplayBytes
      if (isFull || inFlight.size >= backlogWindow) break
      parts.push(element)
      bytes += size
      scannedTo = message.seq
      inFlight.set(message.seq, { boot: message.boot, sentAt: now })
    }
    if (parts.length === 0) return undefined
    bytesLeft -= bytes
    return { topic: agentTopic(identity, 'replay'), payload: joinArray(parts) }
  }

  return {
    resume(now) {
      if (resumedAt !== undefined) return
      resumedAt = now
      startAt = now + random() * maxStartDelayMs
      bytesLeft = maxReplayBytes
      bytesAt = now
      caughtUp = store.pending(0, 1).length === 0
    },
    hold() {
      resumedAt = undefined
      inFlight.clear()
      scannedTo = 0
      caughtUp = false
    },
    live(messages, now) {
      const leaving = resumedAt === undefined ? [] : messages.slice(0, Math.max(0, window - inFlight.size))
      for (const { seq, boot } of leaving) inFlight.set(seq, { boot, sentAt: now })
      if (leaving.length < messages.length) caughtUp = false
      return leaving.map(({ topic, payload }) => ({ topic, payload }))
    },
    acknowledge({ boot, ranges }) {
      store.acknowledge(boot, ranges)
      for (const [seq, sent] of inFlight) {
        // A late one for an earlier life of this box may name the same numbers.
        if (sent.boot === boot && ranges.some(([from, to]) => seq >= from && seq <= to)) inFlight.delete(seq)
      }
    },
    backlog(now) {
      if (resumedAt === undefined || now < startAt) return []
      expire(now)
      refill(now)
      const batches: Publish[] = []
      while (!caughtUp && bytesLeft > 0 && inFlight.size < backlogWindow) {
        const batch = nextBatch(now)
        if (batch !== undefined) batches.push(batch)
        else if (inFlight.size < backlogWindow) caughtUp = store.pending(scannedTo, 1).length === 0
      }
      return batches
    },
    caughtUp: () => caughtUp,
  }
}

function joinArray(parts: readonly Buffer[]): Buffer {
  const pieces = parts.flatMap((part, index) => (index === 0 ? [part] : [comma, part]))
  return Buffer.concat([openBracket, ...pieces, closeBracket])
}

const openBracket = Buffer.from('[')
const comma = Buffer.from(',')
const closeBracket = Buffer.from(']')
