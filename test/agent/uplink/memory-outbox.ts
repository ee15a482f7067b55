import type { StoredMessage } from '../../../agent/outbox/outbox.ts'
import type { DeliveryStore } from '../../../agent/uplink/delivery.ts'
import { encode } from '../../../wire/codec.ts'
import { eventMessage } from '../../event-message.ts'

/** What an outbox is to delivery, without a disk. */
type MemoryOutbox = DeliveryStore & {
  append(count: number, boot?: number): StoredMessage[]
  depth(): number
}

export function createMemoryOutbox(rule = 'visit'): MemoryOutbox {
  let messages: StoredMessage[] = []
  let seq = 0
  return {
    append(count, boot = 1) {
      const added = Array.from({ length: count }, () => {
        seq += 1
        const { agent: _, camera: __, type: ___, ...said } = eventMessage({ boot, seq, at: seq, rule })
        const payload = encode(said)
        return { seq, boot, at: seq, topic: 'watchpost/v1/s/box-7/event/gate/zone.entered', payload }
      })
      messages.push(...added)
      return added
    },
    depth: () => messages.length,
    pending: (afterSeq, limit) => messages.filter((message) => message.seq > afterSeq).slice(0, limit),
    acknowledge(boot, ranges) {
      messages = messages.filter(
        (message) => message.boot !== boot || !ranges.some(([from, to]) => message.seq >= from && message.seq <= to),
      )
    },
  }
}
