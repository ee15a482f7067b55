/** What monitoring reads, in the text format of Prometheus, version 0.0.4. */
import { counter, family, type Sample } from '../runtime/metrics-text.ts'
import type { CollectorHealth } from '../wire/rest.ts'
import type { IngestStatus } from './ingest/ingest.ts'

export type CommitTimes = {
  add(ms: number): void
  /** Counts up to each of `commitBucketsMs`, then of all; and the sum, milliseconds. */
  read(): { readonly counts: readonly number[]; readonly sumMs: number }
}

export const commitBucketsMs = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000] as const

export function createCommitTimes(): CommitTimes {
  const counts = [...commitBucketsMs.map(() => 0), 0]
  let sumMs = 0
  return {
    add(ms) {
      commitBucketsMs.forEach((limit, index) => {
        if (ms <= limit) counts[index] = (counts[index] ?? 0) + 1
      })
      counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1
      sumMs += ms
    },
    read: () => ({ counts: [...counts], sumMs }),
  }
}

export type MetricSources = {
  readonly checks: CollectorHealth['checks']
  /** Absent while the store does not answer. */
  readonly status: IngestStatus | undefined
  /** Messages that were dropped before the store had them, and those that came too fast. */
  readonly dropped: number
  readonly throttled: number
  readonly commits: ReturnType<CommitTimes['read']>
  /** How many agents stand how. */
  readonly agents: Readonly<Record<string, number>>
  /** Events that wait to be looked at for incidents. */
  readonly ungrouped: number
}

export function metricsText({ checks, status, dropped, throttled, commits, agents, ungrouped }: MetricSources): string {
  const up = Object.entries(checks).map(([part, { ok }]): Sample => [`{part="${part}"}`, ok ? 1 : 0])
  const standing = Object.entries(agents).map(([how, count]): Sample => [`{status="${how}"}`, count])
  return [
    family('watchpost_up', 'gauge', 'Whether a part of the collector works', up),
    family('watchpost_agents', 'gauge', 'Agents by how they stand', standing),
    ...(status === undefined ? [] : ingestFamilies(status, dropped)),
    counter('watchpost_messages_throttled_total', 'Messages beyond the rate of their agent', throttled),
    family('watchpost_events_ungrouped', 'gauge', 'Events not looked at for incidents yet', [['', ungrouped]]),
    commitFamily(commits),
  ].join('')
}

function ingestFamilies({ stored, duplicates, quarantined, dropped, queued, oldestMs }: IngestStatus, more: number) {
  return [
    counter('watchpost_messages_stored_total', 'Event messages stored', stored),
    counter('watchpost_messages_duplicate_total', 'Messages that were stored already', duplicates),
    counter('watchpost_messages_quarantined_total', 'Messages set aside', quarantined),
    counter('watchpost_messages_dropped_total', 'Messages that found no room; agents send them again', dropped + more),
    family('watchpost_messages_queued', 'gauge', 'Messages that wait to be stored', [['', queued]]),
    family('watchpost_queue_age_seconds', 'gauge', 'How long the oldest of them waits', [['', oldestMs / 1_000]]),
  ]
}

function commitFamily({ counts, sumMs }: MetricSources['commits']): string {
  const name = 'watchpost_commit_seconds'
  const limits = [...commitBucketsMs.map((ms) => String(ms / 1_000)), '+Inf']
  const buckets = limits.map((limit, index) => `${name}_bucket{le="${limit}"} ${counts[index] ?? 0}\n`)
  const head = `# HELP ${name} Duration of a commit\n# TYPE ${name} histogram\n`
  return `${head}${buckets.join('')}${name}_sum ${sumMs / 1_000}\n${name}_count ${counts.at(-1) ?? 0}\n`
}
