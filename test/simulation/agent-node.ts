import Database from 'better-sqlite3'
import { prepareDatabase } from '../../agent/outbox/database.ts'
import { createDisk, type Disk } from '../../agent/outbox/disk.ts'
import { createOutbox, type Outbox, type OutboxStatus, type StoredMessage } from '../../agent/outbox/outbox.ts'
import { createDelivery, type Delivery, type Publish } from '../../agent/uplink/delivery.ts'
import type { Ack } from '../../wire/ack.ts'
import type { EventDraft } from '../../wire/event.ts'
import { lostNotice } from '../lost-notice.ts'
import type { Chance } from './chance.ts'
import type { Clock } from './clock.ts'
import { createFaultLine, type FaultLine } from './fault-line.ts'
import type { Flaw } from './flaw.ts'

export const identity = { site: 'harbour', agent: 'box-7' }

/** An agent without its cameras: outbox and delivery of the product, and a disk that outlives them. */
export type AgentNode = {
  /** What was on disk at any time, in order. */
  readonly committed: readonly StoredMessage[]
  readonly disk: Pick<FaultLine, 'breakAfter' | 'heal'>
  append(drafts: readonly EventDraft[]): void
  tick(): void
  link(isUp: boolean): void
  acknowledge(ack: Ack): void
  /** Ends at once, with all that is in memory. */
  crash(): void
  /** Ends at once, but right after its next commit. */
  crashAfterCommit(): void
  start(): void
  isRunning(): boolean
  /** Messages that nobody has acknowledged; a failure to write hides some. */
  status(): Pick<OutboxStatus, 'depth' | 'failure'>
}

type Running = { readonly outbox: Outbox; readonly delivery: Delivery; readonly end: () => void }

const template = prepareDatabase(new Database(':memory:')).serialize()

export type AgentNodeOptions = {
  readonly clock: Clock
  readonly chance: Chance
  readonly flaw: Flaw | undefined
  readonly send: (messages: readonly Publish[]) => void
}

export function createAgentNode({ clock, chance, flaw, send }: AgentNodeOptions): AgentNode {
  let db = new Database(template)
  let faults = createFaultLine(db)
  let saved = template
  const committed: StoredMessage[] = []
  const note = { upTo: 0, write: (upTo: number) => void Object.assign(note, { upTo }), close: () => undefined }
  const resendMs = flaw === 'never-resends' ? Number.POSITIVE_INFINITY : 500 + chance.upTo(4_000)
  const settings = { window: 2 + chance.upTo(30), resendMs, maxStartDelayMs: chance.upTo(2_000) }
  const maxWaiting = 3 + chance.upTo(30)
  let running: Running | undefined
  let isLinked = false
  let diesOnCommit = false

  const openDisk = (): Disk => {
    const disk = createDisk(
      { db, damaged: undefined, note },
      { identity, now: clock.now, random: chance.random, declare: lostNotice },
    )
    const write: Disk['journal']['write'] = (entries, touched) => {
      const kept = flaw === 'hides-losses' ? entries.filter((entry) => 'draft' in entry) : entries
      if (flaw === 'forgets-commits' && chance.of(0.5)) saved = db.serialize()
      const messages = disk.journal.write(kept, touched)
      committed.push(...messages)
      if (diesOnCommit && messages.length > 0) crash()
      return messages
    }
    return { ...disk, journal: { ...disk.journal, write }, close: () => undefined }
  }

  const start = (): void => {
    let isCurrent = true
    const schedule: Clock['schedule'] = (run, delayMs) => clock.schedule(() => isCurrent && run(), delayMs)
    diesOnCommit = false
    const outbox = createOutbox({
      identity,
      now: clock.now,
      random: chance.random,
      open: openDisk,
      maxWaiting,
      schedule,
    })
    const delivery = createDelivery({ identity, store: outbox, random: chance.random, ...settings })
    outbox.onCommit((messages) => {
      if (isCurrent) send(delivery.live(messages, clock.now()))
    })
    const end = () => {
      isCurrent = false
    }
    running = { outbox, delivery, end }
    if (isLinked) delivery.resume(clock.now())
  }

  const crash = (): void => {
    running?.end()
    running = undefined
    if (flaw !== 'forgets-commits') return
    db = new Database(saved)
    faults = createFaultLine(db)
  }

  return {
    committed,
    disk: { breakAfter: (inserts) => faults.breakAfter(inserts), heal: () => faults.heal() },
    append: (drafts) => void running?.outbox.append(drafts).catch(() => undefined),
    tick() {
      if (running !== undefined) send(running.delivery.backlog(clock.now()))
    },
    link(isUp) {
      isLinked = isUp
      if (isUp) running?.delivery.resume(clock.now())
      else running?.delivery.hold()
    },
    acknowledge(ack) {
      try {
        running?.delivery.acknowledge(ack)
      } catch {
        // As in the uplink: what cannot be deleted is sent again.
      }
    },
    crash,
    crashAfterCommit() {
      diesOnCommit = true
    },
    start,
    isRunning: () => running !== undefined,
    status: () => running?.outbox.status() ?? { depth: 0, failure: 'it is not running' },
  }
}
