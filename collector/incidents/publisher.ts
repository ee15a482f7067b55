import { supervise } from '../../runtime/supervise.ts'
import type { IncidentRecord } from '../../wire/incidents.ts'

export type PublisherOptions = {
  /** Incidents that changed and that nobody was told of since. */
  readonly unpublished: (limit: number) => readonly IncidentRecord[]
  /** Resolves when the broker has it. */
  readonly publish: (record: IncidentRecord) => Promise<void>
  readonly published: (record: IncidentRecord) => void
  /** To those who look at a page, whether or not the broker takes it. */
  readonly show: (record: IncidentRecord) => void
  readonly onFailure: (error: unknown) => void
}

export type Publisher = {
  /** Something may have changed. */
  prompt(): void
  /** Resolves when what is under way is over. */
  close(): Promise<void>
}

const atOnce = 50
const maxRemembered = 10_000
const backoff = { minMs: 500, maxMs: 5_000, jitter: 0.3 }

/** Tells of every incident as it is now until the broker has it, over restarts too; of what changes fast, not each step. */
export function createPublisher({ unpublished, publish, published, show, onFailure }: PublisherOptions): Publisher {
  const stopping = new AbortController()
  const shown = new Map<string, number>()
  let isPrompted = true
  let wake: (() => void) | undefined

  const prompted = async (): Promise<void> => {
    if (!isPrompted && !stopping.signal.aborted)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
  }

  const showOnce = (record: IncidentRecord): void => {
    if (shown.get(record.id) === record.revision) return
    if (shown.size >= maxRemembered) shown.clear()
    shown.set(record.id, record.revision)
    show(record)
  }

  const tell = async (signal: AbortSignal): Promise<void> => {
    const records = unpublished(atOnce)
    for (const record of records) showOnce(record)
    for (const record of records) {
      if (signal.aborted) return
      await publish(record)
      published(record)
    }
    isPrompted ||= records.length === atOnce
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

  return {
    prompt() {
      isPrompted = true
      wake?.()
    },
    async close() {
      stopping.abort()
      wake?.()
      await running
    },
  }
}
