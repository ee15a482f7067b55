import type { EventDraft, Hole } from '../wire/event.ts'
import { agentItself } from '../wire/topics.ts'
import { eventDraft } from './event-message.ts'

/** What an outbox says of a hole, in the tests. */
export function lostNotice(lost: Hole): EventDraft {
  const { object: _, rule: __, ...draft } = eventDraft({ camera: agentItself, type: 'outbox.lost', at: 0 })
  return { ...draft, lost }
}
