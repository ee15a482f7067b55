import { chainLink } from '../../wire/chain.ts'
import { readEvent } from '../../wire/codec.ts'
import type { EventDraft, EventMessage } from '../../wire/event.ts'
import { compose } from '../outbox/compose.ts'

/** A message as it would have been sent, its text with what its topic would say, and the bytes that would have been sent. */
export type ReplayedMessage = { readonly message: EventMessage; readonly text: string; readonly payload: Buffer }

/** Numbers and chains messages as the outbox does, and keeps none of them. */
export type MessageRow = { next(draft: EventDraft): ReplayedMessage }

/** @param boot of an agent that never started: the same for every replay, so that the bytes are */
export function createMessageRow(agent: string, boot: number): MessageRow {
  let seq = 0
  let link: string | undefined
  return {
    next(draft) {
      seq += 1
      const payload = compose({ boot, seq, link }, draft)
      link = chainLink(payload)
      const { camera, type } = draft
      return { ...readEvent(payload, { agent, camera, type }), payload }
    },
  }
}
