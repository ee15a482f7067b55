import { productVersion } from '../runtime/project.ts'
import type { CollectorHealth } from '../wire/rest.ts'
import type { IngestStatus } from './ingest/ingest.ts'

export type HealthSources = {
  /** Commits for real. @throws Error when that fails */
  readonly probeStore: () => void
  readonly ingest: () => IngestStatus
  /** Why messages cannot arrive now. */
  readonly brokerFailure: () => string | undefined
}

/** A group commit takes milliseconds: a message that waits this long is stuck. */
const stuckAfterMs = 10_000

/** How the collector is, tried and not assumed: a row is committed, or the reason told why it cannot be. */
export function collectorHealth({ probeStore, ingest, brokerFailure }: HealthSources): CollectorHealth {
  const status = ingest()
  const checks = {
    broker: check(brokerFailure()),
    ingest: check(ingestFailure(status)),
    store: check(status.failure ?? failureOf(probeStore)),
  }
  return {
    ok: Object.values(checks).every(({ ok }) => ok),
    version: productVersion,
    checks,
    stored: status.stored,
    duplicates: status.duplicates,
    quarantined: status.quarantined,
  }
}

function ingestFailure({ failure, queued, oldestMs, dropped }: IngestStatus): string | undefined {
  if (failure !== undefined) return `${queued} messages wait for the store, ${dropped} dropped since start: ${failure}`
  return oldestMs > stuckAfterMs
    ? `the oldest of ${queued} messages waits for ${Math.round(oldestMs / 1_000)} s`
    : undefined
}

function failureOf(attempt: () => void): string | undefined {
  try {
    attempt()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function check(failure: string | undefined): { ok: boolean; reason?: string } {
  return failure === undefined ? { ok: true } : { ok: false, reason: failure }
}
