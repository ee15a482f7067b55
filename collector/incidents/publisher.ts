import { supervise } from '../../runtime/supervise.ts'
import type { IncidentRecord } from '../../wire/incidents.ts'

export type PublisherOptions = {
  /** Incidents that changed since it is written down that everybody was told, the oldest first. */
  readonly unpublished: (limit: number) => readonly { readonly id: string; readonly revision: number }[]
  readonly find: (id: string) => IncidentRecord | undefined
  /** Resolves when the broker has it. */
  readonly publish: (record: IncidentRecord) => Promise<void>
  /** Everybody was told; it may be written down later. */
  readonly published: (record: IncidentRecord) => void
  /** To those who look at a page, whether or not the broker takes it. */
  readonly show: (record: IncidentRecord) => void
  readonly onFailure: (error: unknown) => void
}

export type Publisher = {
  /** The broker can be spoken to: nothing is told before. */
  open(): void
  /** Something may have changed. */
  prompt(): void
  /** Resolves when what is under way is over. */
  close(): Promise<void>
}

const atOnce = 5_000
const maxRemembered = 20_000
const backoff = { minMs: 500, maxMs: 5_000, jitter: 0.3 }

/** Tells of every incident as it is now until the broker has it, over restarts too; of what changes fast, not each step. */
export function createPublisher(options: PublisherOptions): Publisher {
  const { unpublished, find, publish, published, show, onFailure } = options
  const stopping = new AbortController()
  const shown = createMemory()
  const told = createMemory()
  let isOpen = false
  let isPrompted = true
  let wake: (() => void) | undefined

  const prompted = async (): Promise<void> => {
    if ((isOpen && isPrompted) || stopping.signal.aborted) return
    await new Promise<void>((resolve) => {
      wake = resolve
    })
  }

  const tell = async (signal: AbortSignal): Promise<void> => {
    const changed = unpublished(atOnce).filter(({ id, revision }) => !told.has(id, revision))
    for (const { id } of changed) {
      const record = find(id)
      if (signal.aborted || record === undefined) return
      if (!shown.has(id, record.revision)) show(record)
      shown.add(id, record.revision)
      await publish(record)
      told.add(id, record.revision)
      published(record)
    }
  }

  const running = supervise(
    async (signal, healthy) => {
      isPrompted = true
      while (!signal.aborted) {
        await prompted()
        isPrompted = false
        await tell(signal)
        healthy()
      }
    },
    { signal: stopping.signal, backoff, onFailure: ({ error }) => onFailure(error) },
  )

  const prompt = (): void => {
    isPrompted = true
    if (isOpen) wake?.()
  }

  return {
    open() {
      isOpen = true
      prompt()
    },
    prompt,
    async close() {
      stopping.abort()
      wake?.()
      await running
    },
  }
}

/** The newest revision of each that something was done with; what is forgotten is done once more. */
function createMemory() {
  const revisions = new Map<string, number>()
  return {
    has: (id: string, revision: number): boolean => (revisions.get(id) ?? 0) >= revision,
    add(id: string, revision: number): void {
      if (revisions.size >= maxRemembered) revisions.clear()
      revisions.set(id, revision)
    },
  }
}
