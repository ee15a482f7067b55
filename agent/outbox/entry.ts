import type { EventDraft, Hole } from '../../wire/event.ts'

/** Events that were lost between two others: they take their numbers with them, so that the gap can be declared. */
export type Loss = { readonly cause: Hole['cause']; readonly count: number }

/** What waits to be written, in order. */
export type Entry = { readonly draft: EventDraft } | { readonly loss: Loss }
