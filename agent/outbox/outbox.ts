import type { SeqRange } from '../../wire/ack.ts'
import { checkEvent } from '../../wire/codec.ts'
import type { EventDraft, EventMessage } from '../../wire/event.ts'
import { wireVersion } from '../../wire/version.ts'
import { isDamage } from './database.ts'
import { bootNow, type Disk, type DiskOptions, type Known, openDisk } from './disk.ts'
import { DiskRefusedError } from './disk-refused-error.ts'
import type { Entry } from './entry.ts'
import { createGroupCommit, type Schedule } from './group-commit.ts'
import type { Journal, StoredMessage } from './journal.ts'

export type { StoredMessage } from './journal.ts'

export type OutboxStatus = {
  /** Messages that nobody has acknowledged. */
  readonly depth: number
  readonly nextSeq: number
  /** Time of the first of them. */
  readonly oldestAt?: number
  /** Why events cannot be written now. */
  readonly failure?: string
}

export type Outbox = {
  /** Start counter of this agent. It changes once at most: when a disk that could not be read at first has counted further. */
  readonly boot: number
  /** Where a damaged outbox was put, if there was one. */
  readonly setAside: string | undefined
  /**
   * Writes messages in one transaction with whatever else came within the group-commit time; resolves when they are on disk.
   * While the disk refuses, drafts wait in memory and are tried again: the caller need not.
   * @throws Error when some are lost: they do not fit the contract, or too many wait already; the others are written, and
   *   the hole is declared among them
   */
  append(drafts: readonly EventDraft[]): Promise<void>
  /** Called after each commit with what it wrote, in order. */
  onCommit(listener: (messages: readonly StoredMessage[]) => void): void
  /** Unacknowledged messages after a sequence number, oldest first. */
  pending(afterSeq: number, limit: number): StoredMessage[]
  /** Deletes what a collector has committed. */
  acknowledge(boot: number, ranges: readonly SeqRange[]): void
  /** Notes, soon, that these events still lasted at `at`, so that a crash closes them no earlier. */
  touch(ids: readonly string[], at: number): void
  status(): OutboxStatus
  close(): Promise<void>
}

type Timing = {
  /** How long the first message of a group waits for company. */
  readonly groupMs?: number
  /** While the disk refuses, this many drafts wait in memory: an hour of a busy box, some ten megabytes. */
  readonly maxWaiting?: number
  readonly schedule?: Schedule
}

export type OutboxOptions = DiskOptions & Timing

/**
 * The agent's outbox: every event is on disk, with its place in a gap-free order, before it is sent, and stays there until
 * a collector says that it has committed it. A disk that refuses does not keep it from opening.
 * @throws Error when another agent uses it, or the file can be neither opened nor set aside
 */
export function openOutbox(options: OutboxOptions): Outbox {
  return createOutbox({ ...options, open: (known) => openDisk(options, known) })
}

/** @param options `open` opens the disk; it is called again whenever that failed */
export function createOutbox({
  identity,
  now,
  random = Math.random,
  open,
  groupMs = 20,
  maxWaiting = 20_000,
  schedule = runLater,
}: Pick<DiskOptions, 'identity' | 'now' | 'random'> & Timing & { readonly open: (known?: Known) => Disk }): Outbox {
  const listeners: ((messages: readonly StoredMessage[]) => void)[] = []
  const touched = new Map<string, number>()
  let setAside: string | undefined
  let depth = 0
  let boot = bootNow(now(), random)
  /** What a disk that is opened late must go on from. */
  let known: Known = { boot, lastSeq: 0 }
  let disk: Disk | undefined

  const openNow = (known?: Known): Disk => {
    const opened = open(known)
    boot = opened.journal.boot
    setAside = opened.setAside ?? setAside
    // Counted once: a day without a link is a hundred thousand rows.
    depth = opened.journal.count()
    disk = opened
    return opened
  }

  /** A file that breaks while it is used is set aside like one that is found broken: by being opened again. */
  const use = <T>({ journal, close }: Disk, call: (journal: Journal) => T): T => {
    try {
      return call(journal)
    } catch (error) {
      if (!isDamage(error)) throw error
      known = { boot: journal.boot + 1, lastSeq: journal.lastSeq() }
      disk = undefined
      close()
      group.writeSoon()
      throw error
    }
  }

  const write = (entries: readonly Entry[]): (() => void) => {
    const messages = use(disk ?? openNow(known), (journal) => journal.write(entries, touched))
    touched.clear()
    depth += messages.length
    return () => {
      for (const listener of listeners) listener(messages)
    }
  }

  const onRefused = (): void => {
    const { waiting, lost } = group.status()
    if (disk !== undefined && waiting + lost > 0) disk.promise(disk.journal.lastSeq() + waiting + lost)
  }

  const group = createGroupCommit({ write, onRefused, groupMs, maxWaiting, schedule })
  try {
    openNow()
  } catch (error) {
    if (!(error instanceof DiskRefusedError)) throw error
  }
  group.writeNow()

  return {
    get boot() {
      return boot
    },
    get setAside() {
      return setAside
    },
    async append(drafts) {
      const { fitting, misfits, misfit } = sift(drafts, { v: wireVersion, agent: identity.agent, boot, seq: 1 })
      const written = fitting.length > 0 ? group.add(fitting) : undefined
      if (misfits > 0) group.lose({ cause: 'invalid', count: misfits })
      await written
      if (misfit !== undefined) throw misfit
    },
    onCommit: (listener) => listeners.push(listener),
    pending: (afterSeq, limit) => (disk === undefined ? [] : use(disk, (journal) => journal.pending(afterSeq, limit))),
    acknowledge(ackBoot, ranges) {
      if (disk !== undefined) depth -= use(disk, (journal) => journal.acknowledge(ackBoot, ranges))
    },
    touch(ids, at) {
      for (const id of ids) touched.set(id, at)
      if (ids.length > 0) group.writeSoon()
    },
    status() {
      const { waiting, failure } = group.status()
      const oldestAt = disk && use(disk, (journal) => journal.oldestAt())
      return {
        depth: depth + waiting,
        nextSeq: (disk?.journal.lastSeq() ?? known.lastSeq) + 1,
        ...(oldestAt === undefined ? {} : { oldestAt }),
        ...(failure === undefined ? {} : { failure }),
      }
    },
    close: () => group.close().finally(() => disk?.close()),
  }
}

/**
 * The drafts that fit the contract, and what is wrong with the first that does not: a collector does not store what it does
 * not understand, and the agent is the place to say so.
 */
function sift(
  drafts: readonly EventDraft[],
  place: Pick<EventMessage, 'v' | 'agent' | 'boot' | 'seq'>,
): { fitting: EventDraft[]; misfits: number; misfit?: Error } {
  const fitting: EventDraft[] = []
  let misfit: Error | undefined
  for (const draft of drafts) {
    try {
      checkEvent({ ...place, ...draft })
      fitting.push(draft)
    } catch (error) {
      const { type, camera, id } = draft
      misfit ??= new Error(`outbox: ${type} ${id} of camera ${camera} does not fit the contract`, { cause: error })
    }
  }
  const misfits = drafts.length - fitting.length
  return misfit === undefined ? { fitting, misfits } : { fitting, misfits, misfit }
}

function runLater(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}
