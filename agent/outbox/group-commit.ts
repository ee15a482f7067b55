import type { EventDraft } from '../../wire/event.ts'

/** Gathers drafts, so that one transaction writes many. */
export type GroupCommit = {
  /**
   * Resolves when the drafts are written.
   * @throws Error when too many wait already: these are lost
   */
  add(drafts: readonly EventDraft[]): Promise<void>
  /** Writes soon, even if there is nothing but what `write` itself has to say. */
  writeSoon(): void
  status(): { readonly waiting: number; readonly failure?: string }
  /** Writes what waits. @throws Error when that fails */
  close(): Promise<void>
}

export type GroupCommitOptions = {
  /** Writes all of them or none. What throws here is the disk's refusal, and the same drafts are tried again. */
  readonly write: (drafts: readonly EventDraft[]) => void
  /** How long the first draft of a group waits for company. */
  readonly groupMs: number
}

/** While the disk refuses, this many drafts wait in memory: an hour of a busy box, some ten megabytes. The newest are lost. */
const maxWaiting = 20_000
const retryMs = 1_000
/** Of one transaction: after an outage of the disk, nobody waits for all of them at once. */
const maxGroup = 512

type Waiting = { readonly drafts: readonly EventDraft[]; readonly written: () => void }

export function createGroupCommit({ write, groupMs }: GroupCommitOptions): GroupCommit {
  let queue: Waiting[] = []
  let waiting = 0
  let timer: NodeJS.Timeout | undefined
  let failure: string | undefined
  let lost = 0
  let isClosed = false

  const schedule = (delayMs: number): void => {
    if (!isClosed) timer ??= setTimeout(writeGroup, delayMs)
  }

  const writeGroup = (): void => {
    clearTimeout(timer)
    timer = undefined
    const group = firstGroup(queue)
    const drafts = group.flatMap((item) => item.drafts)
    try {
      write(drafts)
    } catch (error) {
      failure = `events cannot be written: ${(error as Error).message}`
      schedule(retryMs)
      return
    }
    failure = undefined
    queue = queue.slice(group.length)
    waiting -= drafts.length
    if (queue.length > 0) schedule(0)
    for (const { written } of group) written()
  }

  return {
    async add(drafts) {
      if (isClosed || waiting + drafts.length > maxWaiting) {
        lost += drafts.length
        const reason = isClosed ? 'it is closed' : (failure ?? 'the disk is too slow')
        throw new Error(`outbox: ${reason}; ${drafts.length} events are lost`)
      }
      await new Promise<void>((written) => {
        queue.push({ drafts, written })
        waiting += drafts.length
        schedule(groupMs)
      })
    },
    writeSoon: () => schedule(groupMs),
    status() {
      const losses = lost === 0 ? '' : `; ${lost} are lost`
      return { waiting, ...(failure === undefined ? {} : { failure: failure + losses }) }
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
  let drafts = 0
  const end = queue.findIndex((item, index) => {
    drafts += item.drafts.length
    return index > 0 && drafts > maxGroup
  })
  return end === -1 ? [...queue] : queue.slice(0, end)
}
