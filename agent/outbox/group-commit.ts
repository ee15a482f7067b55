import type { EventDraft } from '../../wire/event.ts'
import type { Entry, Loss } from './entry.ts'

/** Gathers drafts, so that one transaction writes many. */
export type GroupCommit = {
  /**
   * Resolves when the drafts are written.
   * @throws Error when too many wait already: these are lost
   */
  add(drafts: readonly EventDraft[]): Promise<void>
  /** Events that never come, to be declared in their place among those that do. */
  lose(loss: Loss): void
  writeNow(): void
  /** Writes soon, even if there is nothing but what `write` itself has to say. */
  writeSoon(): void
  status(): GroupCommitStatus
  /** Writes what waits. @throws Error when that fails */
  close(): Promise<void>
}

export type GroupCommitStatus = {
  /** Drafts that are not written yet. */
  readonly waiting: number
  /** Events lost and not declared yet. */
  readonly lost: number
  readonly failure?: string
}

/** Runs something later. @returns what takes it back */
export type Schedule = (run: () => void, delayMs: number) => () => void

export type GroupCommitOptions = {
  /**
   * Writes all of them or none. What throws here is the disk's refusal, and the same entries are tried again.
   * @returns what is to be done now that they are on disk
   */
  readonly write: (entries: readonly Entry[]) => () => void
  /** Called after each refusal. */
  readonly onRefused: () => void
  /** How long the first draft of a group waits for company. */
  readonly groupMs: number
  /** While the disk refuses, this many drafts wait in memory. The newest are lost. */
  readonly maxWaiting: number
  readonly schedule: Schedule
}

const retryMs = 1_000
/** Of one transaction: after an outage of the disk, nobody waits for all of them at once. */
const maxGroup = 512

type Waiting = { readonly entries: readonly Entry[]; readonly written?: () => void }

export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { write, onRefused, groupMs, maxWaiting, schedule } = options
  let queue: Waiting[] = []
  let waiting = 0
  let lost = 0
  let cancel: (() => void) | undefined
  let failure: string | undefined
  let isClosed = false

  const later = (delayMs: number): void => {
    if (!isClosed) cancel ??= schedule(writeGroup, delayMs)
  }

  const writeGroup = (): void => {
    cancel?.()
    cancel = undefined
    const group = firstGroup(queue)
    const entries = group.flatMap((item) => item.entries)
    let tell: () => void
    try {
      tell = write(entries)
    } catch (error) {
      failure = `events cannot be written: ${(error as Error).message}`
      onRefused()
      later(retryMs)
      return
    }
    failure = undefined
    queue = queue.slice(group.length)
    for (const entry of entries) {
      if ('draft' in entry) waiting -= 1
      else lost -= entry.loss.count
    }
    if (queue.length > 0) later(0)
    tell()
    for (const { written } of group) written?.()
  }

  const lose = (loss: Loss): void => {
    lost += loss.count
    const [last] = queue.at(-1)?.entries ?? []
    const earlier = last !== undefined && 'loss' in last ? last.loss : undefined
    if (earlier === undefined) queue.push({ entries: [{ loss }] })
    // One after the other is one hole, so that the queue stays bounded; its first cause stands for both.
    else queue[queue.length - 1] = { entries: [{ loss: { ...earlier, count: earlier.count + loss.count } }] }
    later(groupMs)
  }

  return {
    lose,
    async add(drafts) {
      if (isClosed || waiting + drafts.length > maxWaiting) {
        const reason = isClosed ? 'it is closed' : (failure ?? 'the disk is too slow')
        if (!isClosed) lose({ cause: 'disk', count: drafts.length })
        throw new Error(`outbox: ${reason}; ${drafts.length} events are lost`)
      }
      await new Promise<void>((written) => {
        queue.push({ entries: drafts.map((draft) => ({ draft })), written })
        waiting += drafts.length
        later(groupMs)
      })
    },
    writeNow: writeGroup,
    writeSoon: () => later(groupMs),
    status() {
      const losses = lost === 0 ? '' : `; ${lost} are lost`
      return { waiting, lost, ...(failure === undefined ? {} : { failure: failure + losses }) }
    },
    close() {
      isClosed = true
      do writeGroup()
      while (queue.length > 0 && failure === undefined)
      cancel?.()
      if (waiting === 0) return Promise.resolve()
      return Promise.reject(new Error(`outbox: ${failure}; ${waiting} events are lost`))
    },
  }
}

/** What one transaction writes: whole appends, one at least. */
function firstGroup(queue: readonly Waiting[]): Waiting[] {
  let count = 0
  const end = queue.findIndex(({ entries }, index) => {
    count += entries.length
    return index > 0 && count > maxGroup
  })
  return end === -1 ? [...queue] : queue.slice(0, end)
}
