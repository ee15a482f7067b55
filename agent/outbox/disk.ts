import type { EventDraft, Hole } from '../../wire/event.ts'
import type { AgentIdentity } from '../../wire/topics.ts'
import { type Damaged, type Db, openDatabase } from './database.ts'
import { createJournal, type Journal } from './journal.ts'
import { takeLock } from './lock.ts'
import { openPromiseNote, type PromiseNote } from './promise-note.ts'

/** The files of an outbox, which is nobody else's as long as they are open. */
export type Disk = {
  readonly journal: Journal
  /** Where a damaged file was put, if there was one. */
  readonly setAside: string | undefined
  /** Notes what is lost if the agent is stopped before memory can be written. */
  promise(upTo: number): void
  close(): void
}

export type DiskOptions = {
  readonly file: string
  readonly identity: AgentIdentity
  readonly now: () => number
  readonly declare: (hole: Hole) => EventDraft
  readonly started?: () => EventDraft
  /** Between 0 and 1; `Math.random` but where a run must repeat. */
  readonly random?: () => number
}

/** What is known of a disk that could not be opened at first, or broke while it was used. */
export type Known = { readonly boot: number; readonly lastSeq: number }

/**
 * @throws DiskRefusedError when the disk is full, read-only or failing
 * @throws Error when another agent has it open, or it can be neither opened nor set aside
 */
export function openDisk(options: DiskOptions, known?: Known): Disk {
  const lock = takeLock(options.file)
  try {
    const { db, damaged } = openDatabase(options.file, options.now())
    const note = openPromiseNote(options.file)
    const disk = createDisk({ db, damaged, note }, options, known)
    const close = (): void => {
      disk.close()
      lock.release()
    }
    return { ...disk, close }
  } catch (error) {
    lock.release()
    throw error
  }
}

export type DiskParts = { readonly db: Db; readonly damaged: Damaged | undefined; readonly note: PromiseNote }

/** The outbox in a database that is open, with what is left to say of earlier ones. */
export function createDisk(
  { db, damaged, note }: DiskParts,
  { identity, now, declare, started, random = Math.random }: Omit<DiskOptions, 'file'>,
  known?: Known,
): Disk {
  const remains = damaged?.remains
  const startAfter = Math.max(known?.lastSeq ?? 0, remains?.lastSeq ?? 0)
  const bootStep = 1 + chanceOf(random)
  const isNumberingKnown = damaged === undefined || startAfter > 0
  const unwritten = (from: number): Hole[] =>
    isNumberingKnown && note.upTo >= from ? [{ cause: 'disk', from, to: note.upTo }] : []
  const journal = createJournal(db, {
    identity,
    declare,
    ...(started && { started }),
    bootStep,
    minBoot: Math.max(known?.boot ?? bootNow(now(), random), (remains?.boot ?? 0) + bootStep),
    startAfter,
    holes: (nextSeq) =>
      damaged === undefined ? unwritten(nextSeq) : [unread(damaged, startAfter), ...unwritten(nextSeq + 1)],
  })
  const close = (): void => {
    note.close()
    db.close()
  }
  return { journal, promise: note.write, close, setAside: damaged?.setAside }
}

/**
 * The least boot of a start: the time in milliseconds and three digits of chance, not 1. A box whose disk was replaced must
 * not use the (boot, seq) pairs of its earlier life again, nor one whose disk was copied those of its twin, which may start
 * at the same moment or have no clock either: the collector would take its events for duplicates. Whole numbers reach to
 * the year 2255.
 */
export function bootNow(now: number, random: () => number): number {
  return Math.max(1, Math.floor(now) * chances + chanceOf(random))
}

const chances = 1_000

function chanceOf(random: () => number): number {
  return Math.floor(random() * chances)
}

/** What of a damaged file was not delivered, as narrowly as it is known: what was delivered, the collector has. */
function unread({ remains }: Damaged, lastSeq: number): Hole {
  const from = remains === undefined ? 1 : remains.firstSeq
  return from === undefined || lastSeq < from ? { cause: 'damaged' } : { cause: 'damaged', from, to: lastSeq }
}
