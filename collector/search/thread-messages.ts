/** What the interface and the thread of the search say to each other. */
import type { LogLevel } from '../../runtime/log.ts'
import type { EventCounts, EventPage } from '../../wire/rest.ts'
import type { EventFilter } from '../query/event-filter.ts'
import type { CountQuestion, SearchFiles } from './engine.ts'

export type SearchThreadOptions = SearchFiles & { readonly logLevel: LogLevel }

export type Question =
  | { readonly kind: 'page'; readonly filter: EventFilter; readonly limit: number; readonly cursor: string | undefined }
  | { readonly kind: 'counts'; readonly question: CountQuestion }

export type ToSearch = ({ readonly number: number } & Question) | { readonly kind: 'close' }

export type FromSearch =
  | { readonly kind: 'answer'; readonly number: number; readonly answer: EventPage | EventCounts | undefined }
  /** How much of the events is read, 0 to 1: less than all cannot be searched. */
  | { readonly kind: 'not-ready'; readonly number: number; readonly progress: number }
  | { readonly kind: 'failed'; readonly number: number; readonly message: string }
  /** Noted changes up to this one are not needed any longer. */
  | { readonly kind: 'saved'; readonly changesTo: number }
