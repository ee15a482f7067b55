/** Outboxes in a folder of their own, closed and gone after each test file. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach } from 'vitest'
import { type Outbox, type OutboxOptions, openOutbox, type StoredMessage } from '../../../agent/outbox/outbox.ts'
import type { EventDraft, EventMessage } from '../../../wire/event.ts'
import { eventDraft } from '../../event-message.ts'
import { lostNotice } from '../../lost-notice.ts'
import { sentEvent } from '../../sent-event.ts'

export const folder = mkdtempSync(join(tmpdir(), 'watchpost-outbox-'))
export const startedAt = 1_795_362_000_123

const opened: Outbox[] = []
let files = 0

afterEach(async () => {
  for (const outbox of opened.splice(0)) await outbox.close().catch(() => undefined)
})
afterAll(() => rmSync(folder, { recursive: true }))

export const newFile = () => join(folder, `${files++}.db`)

export function open(file: string, now = startedAt, options: Partial<OutboxOptions> = {}): Outbox {
  const identity = { site: 'harbour', agent: 'box-7' }
  const outbox = openOutbox({
    file,
    identity,
    now: () => now,
    declare: lostNotice,
    random: () => 0,
    groupMs: 1,
    ...options,
  })
  opened.push(outbox)
  return outbox
}

export const drafts = (count: number, changes: Partial<EventDraft> = {}) =>
  Array.from({ length: count }, (_, index) => eventDraft({ at: index, ...changes }))
export const seqs = (messages: readonly StoredMessage[]) => messages.map(({ seq }) => seq)
export const all = (outbox: Outbox) => outbox.pending(0, 1_000_000)
export const events = (outbox: Outbox): EventMessage[] => all(outbox).map(sentEvent)
export const holes = (outbox: Outbox) =>
  events(outbox).flatMap(({ seq, lost }) => (lost === undefined ? [] : { seq, lost }))
