import { encode } from '../../wire/codec.ts'
import type { EventDraft, EventMessage } from '../../wire/event.ts'
import { withoutUsual } from '../../wire/usual.ts'
import { wireVersion } from '../../wire/version.ts'

/** Where a message stands among those of its agent. */
export type Place = Pick<EventMessage, 'agent' | 'boot' | 'seq'> & {
  /** What chains it to the message before it; undefined where a chain begins. */
  readonly link: string | undefined
}

/** The message of a draft, as it is stored and sent. */
export function compose({ agent, boot, seq, link }: Place, draft: EventDraft): Buffer {
  const prev = link === undefined ? {} : { prev: link }
  return encode({ v: wireVersion, agent, boot, seq, ...prev, ...withoutUsual(draft) } satisfies EventMessage)
}
