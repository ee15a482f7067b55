import type { ToStore } from './thread-messages.ts'

export type Pack = Extract<ToStore, { readonly kind: 'messages' }> & { readonly bytes: Uint8Array<ArrayBuffer> }

export type Packer = {
  add(topic: string, payload: Uint8Array, ticket: number): void
  /** Sends what is packed now, and not at the end of this turn of the event loop. */
  flush(): void
}

const firstBytes = 64 * 1024

/**
 * Packs what comes in one turn of the event loop into one message with one block of bytes: to hand a thread a thousand
 * small objects costs more than to parse them.
 */
export function createPacker(send: (pack: Pack) => void): Packer {
  let topics: string[] = []
  let ends: number[] = []
  let tickets: number[] = []
  let block = new Uint8Array(firstBytes)
  let used = 0
  let pending: NodeJS.Immediate | undefined

  const flush = (): void => {
    if (pending !== undefined) clearImmediate(pending)
    pending = undefined
    if (topics.length === 0) return
    send({ kind: 'messages', receivedAt: Date.now(), topics, ends, tickets, bytes: block.slice(0, used) })
    topics = []
    ends = []
    tickets = []
    used = 0
  }

  return {
    add(topic, payload, ticket) {
      block = withRoom(block, used, payload.byteLength)
      block.set(payload, used)
      used += payload.byteLength
      topics.push(topic)
      ends.push(used)
      tickets.push(ticket)
      pending ??= setImmediate(flush)
    },
    flush,
  }
}

function withRoom(block: Uint8Array<ArrayBuffer>, used: number, more: number): Uint8Array<ArrayBuffer> {
  if (used + more <= block.byteLength) return block
  const larger = new Uint8Array(Math.max(block.byteLength * 2, used + more))
  larger.set(block.subarray(0, used))
  return larger
}
