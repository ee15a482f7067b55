import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { type Outbox, openOutbox, type StoredMessage } from '../../agent/outbox/outbox.ts'
import { createLedgerQuery } from '../../collector/query/ledger.ts'
import type { EventArrival } from '../../collector/store/arrival.ts'
import { openDatabase } from '../../collector/store/database.ts'
import { createStore } from '../../collector/store/store.ts'
import { chainLink } from '../../wire/chain.ts'
import type { EventMessage } from '../../wire/event.ts'
import { eventDraft } from '../event-message.ts'
import { checkAgent } from '../faults/checker.ts'
import { type LedgerLine, numberOf } from '../faults/ledger.ts'
import { lostNotice } from '../lost-notice.ts'
import { sentEvent } from '../sent-event.ts'

const identity = { site: 'harbour', agent: 'box-7' }

/** One agent and one collector, whose link is this test: it carries what it is told to, in the order it is told. */
function createRound() {
  const folder = mkdtempSync(join(tmpdir(), 'watchpost-damage-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'outbox.db')
  const db = openDatabase(':memory:')
  const store = createStore(db, { quarantineRows: 10 })
  const ledger: LedgerLine[] = []
  const stored: EventMessage[] = []
  let now = 1_795_362_000_000
  let told = 0
  let outbox: Outbox | undefined

  const commit = ({ boot, seq, payload }: StoredMessage): void =>
    void ledger.push({ kind: 'committed', boot, seq, number: numberOf(payload), link: chainLink(payload) })

  return {
    file,
    start(): void {
      now += 10_000
      outbox = openOutbox({ file, identity, now: () => now, declare: lostNotice, groupMs: 0 })
      outbox.onCommit((messages) => messages.forEach(commit))
    },
    async append(count: number): Promise<void> {
      for (; count > 0; count--) {
        told += 1
        const id = `01900000-0000-7000-8000-${told.toString(16).padStart(12, '0')}`
        const { object } = eventDraft()
        await outbox?.append([
          eventDraft({ id, at: now + told, ...(object && { object: { ...object, track: told } }) }),
        ])
      }
    },
    carry(isCarried: (seq: number) => boolean): void {
      const messages = (outbox?.pending(0, 1_000) ?? []).filter(({ seq }) => isCarried(seq))
      const batch = messages.map(({ topic, payload }): EventArrival => {
        return { ...identity, kind: 'event', topic, receivedAt: now, message: sentEvent({ topic, payload }) }
      })
      store.write(batch)
      stored.push(...batch.map(({ message }) => message))
      for (const { boot, seq } of messages) outbox?.acknowledge(boot, [[seq, seq]])
    },
    stop: () => outbox?.close(),
    /** What the collector says, and what is true. */
    outcome() {
      stored.sort((a, b) => a.boot - b.boot || a.seq - b.seq)
      const lastSeq = (outbox?.status().nextSeq ?? 1) - 1
      return { shown: createLedgerQuery(db)(1), found: checkAgent({ ledger, lastSeq }, stored) }
    },
  }
}

it('what a damaged outbox took is declared, even where it took the declaration of an earlier damage along', async () => {
  const { file, start, append, carry, stop, outcome } = createRound()
  start()
  await append(10)
  carry((seq) => seq <= 5)
  await stop()
  writeFileSync(file, Buffer.alloc(8_192), { flag: 'r+' })
  start()
  await append(9)
  // What is live goes first: the declaration, 1, still waits.
  carry((seq) => seq >= 4 && seq !== 7)
  await stop()
  writeFileSync(file, Buffer.alloc(8_192), { flag: 'r+' })
  start()
  await append(2)
  carry(() => true)
  const { shown, found } = outcome()
  expect(shown).toMatchObject({ missing: 0, gaps: [], losses: [{ cause: 'damaged', from: 7, to: 7 }] })
  expect(found).toMatchObject({ missing: 0, undeclared: 0, disordered: 0 })
  await stop()
})
