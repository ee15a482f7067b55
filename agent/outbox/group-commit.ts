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
}

const retryMs = 1_000
/** Of one transaction: after an outage of the disk, nobody waits for all of them at once. */
const maxGroup = 512

type Waiting = { readonly entries: readonly Entry[]; readonly written?: () => void }

export function createGroupCommit({ write, onRefused, groupMs, maxWaiting }: GroupCommitOptions): GroupCommit {
  let queue: Waiting[] = []
  let waiting = 0
  let lost = 0
  let timer: NodeJS.Timeout | undefined
  let failure: string | undefined
  let isClosed = false

  const schedule = (delayMs: number): void => {
    if (!isClosed) timer ??= setTimeout(writeGroup, delayMs)
  }

  const writeGroup = (): void => {
    clearTimeout(timer)
    timer = undefined
    const group = firstGroup(queue)
    const entries = group.flatMap((item) => item.entries)
    let tell: () => void
    try {
      tell = write(entries)
    } catch (error) {
      failure = `events cannot be written: ${(error as Error).message}`
      onRefused()
      schedule(retryMs)
      return
    }
    failure = undefined
    queue = queue.slice(group.length)
    for (const entry of entries) {
      if ('draft' in entry) waiting -= 1
      else lost -= entry.loss.count
    }
    if (queue.length > 0) schedule(0)
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
    schedule(groupMs)
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
        schedule(groupMs)
      })
    },
    writeNow: writeGroup,
    writeSoon: () => schedule(groupMs),
    status() {
      const losses = lost === 0 ? '' : `; ${lost} are lost`
      return { waiting, lost, ...(failure === undefined ? {} : { failure: failure + losses }) }
    },
    close() {
      isClosed = true
      do writeGroup()
      while (queue.length > 0 && failure === undefined)
      clearTimeout(timer)
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
