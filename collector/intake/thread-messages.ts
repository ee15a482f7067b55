/** What the thread of the broker and the thread of the store say to each other. */
import type { LogLevel } from '../../runtime/log.ts'
import type { EventRecord } from '../../wire/rest.ts'
import type { AgentIdentity } from '../../wire/topics.ts'
import type { AddressedAck } from '../ingest/acks.ts'
import type { IngestStatus } from '../ingest/ingest.ts'
import type { Erasure } from '../store/erasing.ts'

export type ThreadOptions = {
  readonly file: string
  readonly quarantineRows: number
  readonly logLevel: LogLevel
  /** The thread before this one ended because the file is damaged. */
  readonly isSuspect: boolean
  /** One 32-bit number: whether anybody wants to be told of events. Shared, so that no commit falls between two answers. */
  readonly watched: SharedArrayBuffer
}

export type ToStore =
  | {
      readonly kind: 'messages'
      readonly receivedAt: number
      readonly topics: readonly string[]
      /** Where each payload ends in `bytes`; the next begins there. */
      readonly ends: readonly number[]
      readonly bytes: Uint8Array
      /** A number for each message whose storing somebody waits for, otherwise 0. */
      readonly tickets: readonly number[]
    }
  | { readonly kind: 'ask'; readonly question: number }
  /** Noted changes up to this one are not needed any longer. */
  | { readonly kind: 'forget-changes'; readonly upTo: number }
  /** A step of retention; answered with `erased`. */
  | { readonly kind: 'erase'; readonly request: number; readonly erasure: Erasure }
  | { readonly kind: 'close' }

export type StoreAnswer = {
  readonly status: IngestStatus
  /** Why a row could not be committed just now. */
  readonly storeFailure?: string
}

export type Commit = {
  readonly acks: readonly AddressedAck[]
  /** Only while somebody is told of them. */
  readonly events: readonly EventRecord[]
  readonly agents: readonly AgentIdentity[]
  readonly tickets: readonly number[]
  readonly tookMs: number
}

export type FromStore =
  /** With whether an empty database has taken the place of a damaged one. */
  | { readonly kind: 'ready'; readonly isReplaced: boolean }
  /** Its file is broken; the thread ends. */
  | { readonly kind: 'damaged' }
  | { readonly kind: 'erased'; readonly request: number; readonly tookMs: number; readonly failure?: string }
  | { readonly kind: 'refused'; readonly message: string }
  /** With the tickets of messages that found no room. */
  | { readonly kind: 'taken'; readonly bytes: number; readonly tickets: readonly number[] }
  | ({ readonly kind: 'committed' } & Commit)
  | ({ readonly kind: 'answer'; readonly question: number } & StoreAnswer)
