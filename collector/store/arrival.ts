/** What ingest hands to the store, and what the store says about it. */
import type { Birth } from '../../wire/birth.ts'
import type { WireErrorCode } from '../../wire/codec.ts'
import type { EventMessage } from '../../wire/event.ts'
import type { Health } from '../../wire/health.ts'
import type { EventRecord } from '../../wire/rest.ts'
import type { AgentState } from '../../wire/state.ts'
import type { AgentIdentity } from '../../wire/topics.ts'

/**
 * Why a message lies in quarantine: what is wrong with its bytes, or
 * `unknown-topic`: no topic of the contract;
 * `wrong-direction`: a topic that only collectors publish on;
 * `identity`: it names another agent, camera or type than its topic;
 * `conflict`: other content under a boot and seq that is stored already;
 * `id-taken`: its event id belongs to another agent, camera or type;
 * `not-storable`: the store failed over this very message.
 */
export type QuarantineReason =
  | WireErrorCode
  | 'unknown-topic'
  | 'wrong-direction'
  | 'identity'
  | 'conflict'
  | 'id-taken'
  | 'not-storable'

export type Fault = {
  readonly kind: 'fault'
  readonly topic: string
  readonly receivedAt: number
  readonly payload: Uint8Array
  readonly reason: QuarantineReason
  readonly detail: string
  /** Whose message it is, where that can be read: it is settled, since sending it again would not make it better. */
  readonly place?: Settled
}

type FromAgent = AgentIdentity & { readonly topic: string; readonly receivedAt: number }

export type EventArrival = FromAgent & {
  readonly kind: 'event'
  readonly message: EventMessage
  /** The message as JSON, where it is at hand as it came. */
  readonly text?: string
}

export type AgentArrival = FromAgent &
  (
    | { readonly kind: 'birth'; readonly birth: Birth }
    | { readonly kind: 'state'; readonly state: AgentState }
    | {
        readonly kind: 'health'
        readonly health: Health
        /** The agent's clock minus ours, milliseconds: of this message, or, after ingest, the best that is known. */
        readonly clockOffsetMs: number
      }
  )

export type Arrival = EventArrival | AgentArrival | Fault

/** A message that need not be sent again: it is stored, was stored before, or lies in quarantine for good. */
export type Settled = AgentIdentity & { readonly boot: number; readonly seq: number }

export type BatchResult = {
  readonly settled: readonly Settled[]
  /** Each event that changed, once, as it is now; made when it is asked for, since often nobody does. */
  readonly events: readonly EventRecord[]
  /** Agents whose birth, state or health changed. */
  readonly agents: readonly AgentIdentity[]
  readonly stored: number
  readonly duplicates: number
  readonly quarantined: number
  /** Rows of the quarantine that made room. */
  readonly evicted: number
}
