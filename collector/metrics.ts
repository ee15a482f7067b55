/** What monitoring reads. */
import { Histogram } from 'prom-client'
import { createMetrics, type Figure } from '../runtime/metrics.ts'
import type { CollectorHealth } from '../wire/rest.ts'
import type { IngestStatus } from './ingest/ingest.ts'
import type { Retention } from './retention/retention.ts'
import type { RetentionStanding } from './retention/thread-messages.ts'
import { dataClasses } from './store/erasing.ts'

export type CollectorFacts = {
  readonly checks: CollectorHealth['checks']
  /** Absent while the store does not answer. */
  readonly status: IngestStatus | undefined
  /** Messages that were dropped before the store had them, and those that came too fast. */
  readonly dropped: number
  readonly throttled: number
  /** How many agents stand how. */
  readonly agents: Readonly<Record<string, number>>
  /** Events that wait to be looked at for incidents. */
  readonly ungrouped: number
  readonly retention: RetentionStanding & { readonly erased: ReturnType<Retention['erased']> }
}

export type CollectorMetrics = {
  /** How long a commit took. */
  committed(ms: number): void
  text(): Promise<string>
}

const commitBucketsS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5]

export function createCollectorMetrics(ask: () => Promise<CollectorFacts>): CollectorMetrics {
  const { registry, text } = createMetrics(ask, figures)
  const commits = new Histogram({
    name: 'watchpost_commit_seconds',
    help: 'Duration of a commit',
    buckets: commitBucketsS,
    registers: [registry],
  })
  return { committed: (ms) => commits.observe(ms / 1_000), text }
}

const figures: readonly Figure<CollectorFacts>[] = [
  {
    ...{ kind: 'gauge', name: 'watchpost_up', help: 'Whether a part of the collector works', label: 'part' },
    of: ({ checks }) => Object.entries(checks).map(([part, { ok }]) => [part, ok ? 1 : 0]),
  },
  {
    ...{ kind: 'gauge', name: 'watchpost_agents', help: 'Agents by how they stand', label: 'status' },
    of: ({ agents }) => Object.entries(agents),
  },
  messages('stored', 'Event messages stored', ({ status }) => status?.stored),
  messages('duplicate', 'Messages that were stored already', ({ status }) => status?.duplicates),
  messages('quarantined', 'Messages set aside', ({ status }) => status?.quarantined),
  messages(
    'dropped',
    'Messages that found no room; agents send them again',
    ({ status, dropped }) => status && status.dropped + dropped,
  ),
  messages('throttled', 'Messages beyond the rate of their agent', ({ throttled }) => throttled),
  gauge('messages_queued', 'Messages that wait to be stored', ({ status }) => status?.queued),
  gauge('queue_age_seconds', 'How long the oldest of them waits', ({ status }) => status && status.oldestMs / 1_000),
  gauge('events_ungrouped', 'Events not looked at for incidents yet', ({ ungrouped }) => ungrouped),
  {
    ...{ kind: 'counter', name: 'watchpost_retention_deleted_total', label: 'class' },
    ...{ help: 'What retention has deleted since the start', of: (facts) => erasedOf(facts, 'count') },
  },
  {
    ...{ kind: 'counter', name: 'watchpost_retention_deleted_bytes_total', label: 'class' },
    ...{ help: 'Bytes of the files among it', of: (facts) => erasedOf(facts, 'bytes') },
  },
  gauge('retention_failed', 'Whether its last run could not go on', ({ retention }) =>
    retention.failure === undefined ? 0 : 1,
  ),
  gauge('retention_last_run_seconds', 'When its last run ended, Unix time', ({ retention: { endedAt } }) =>
    endedAt === undefined ? undefined : Math.floor(endedAt / 1_000),
  ),
  gauge('media_bytes', 'All pictures and clips', ({ retention }) => retention.mediaBytes),
  gauge(
    'database_free_bytes',
    'Of the database of events, free and used again',
    ({ retention }) => retention.freeBytes,
  ),
]

function erasedOf({ retention: { erased } }: CollectorFacts, fact: 'count' | 'bytes'): [string, number][] {
  return dataClasses.map((one) => [one, erased.get(one)?.[fact] ?? 0])
}

type Of = (facts: CollectorFacts) => number | undefined

function messages(what: string, help: string, of: Of): Figure<CollectorFacts> {
  return { kind: 'counter', name: `watchpost_messages_${what}_total`, help, of }
}

function gauge(name: string, help: string, of: Of): Figure<CollectorFacts> {
  return { kind: 'gauge', name: `watchpost_${name}`, help, of }
}
