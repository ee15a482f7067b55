/** What a test agent is told to do, and what it says that it did. */
import type { EventMessage } from '../../wire/event.ts'
import type { AgentIdentity } from '../../wire/topics.ts'

export type AgentOptions = {
  readonly identity: AgentIdentity
  readonly file: string
  readonly brokerUrl: string
  readonly eventsPerSecond: number
  /** Drafts are numbered from here, so that their order shows over many starts. */
  readonly firstNumber: number
  readonly seed: number
  /** Where pictures and clips wait, and for whom; without it there are none. */
  readonly media?: { readonly folder: string; readonly collectorUrl: string }
}

/** A message that the outbox called committed; `link` is the hash of its bytes. */
export type Committed = {
  readonly kind: 'committed'
  readonly boot: number
  readonly seq: number
  /** Of the draft; 0 where the outbox speaks for itself. */
  readonly number: number
  readonly link: string
}

/** A picture or clip that is on the disk of the box. */
export type Kept = { readonly kind: 'kept'; readonly media: 'snapshot' | 'clip'; readonly sha256: string }

export type LedgerLine =
  | Committed
  | Kept
  | { readonly kind: 'opened'; readonly boot: number; readonly setAside: string | undefined }
  | { readonly kind: 'stopped'; readonly told: number }

/** The lines in what a program printed. One that its death cut off is none. */
export function readLedger(output: string): LedgerLine[] {
  return output.split('\n').flatMap((text) => {
    if (!text.startsWith('{"kind":') || !text.endsWith('}')) return []
    return [JSON.parse(text) as LedgerLine]
  })
}

/** The number of the draft that a message was made of; 0 of what nobody drafted: holes, and ends after a crash. */
export function draftNumber({ object, reason }: EventMessage): number {
  return reason === 'agent-restart' ? 0 : (object?.track ?? 0)
}

export function numberOf(payload: Uint8Array): number {
  return draftNumber(JSON.parse(Buffer.from(payload).toString()) as EventMessage)
}
