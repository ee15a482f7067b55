import { productVersion } from '../runtime/project.ts'
import type { CollectorHealth } from '../wire/rest.ts'
import type { IngestStatus } from './ingest/ingest.ts'
import type { StoreAnswer } from './intake/thread-messages.ts'

export type HealthSources = {
  /** What the store says after it committed a row for real; undefined when it does not answer. */
  readonly ask: () => Promise<StoreAnswer | undefined>
  /** Messages that were dropped before the store had them. */
  readonly dropped: () => number
  /** Why messages cannot arrive now. */
  readonly brokerFailure: () => string | undefined
  /** Why events do not become incidents now. */
  readonly incidentFailure: () => string | undefined
  /** Why nobody who checks the certificate connects. */
  readonly certificateFailure: () => string | undefined
  /** Damaged databases that nobody has looked after yet. */
  readonly setAside: () => readonly string[]
}

/** A group commit takes milliseconds: a message that waits this long is stuck. */
const stuckAfterMs = 10_000

/** How the collector is, tried and not assumed: a row is committed, or the reason told why it cannot be. */
export async function collectorHealth(sources: HealthSources): Promise<CollectorHealth> {
  return healthOf(await sources.ask(), sources)
}

/** The same of an answer that is there already. */
export function healthOf(
  answer: StoreAnswer | undefined,
  { dropped, brokerFailure, incidentFailure, certificateFailure, setAside }: Omit<HealthSources, 'ask'>,
): CollectorHealth {
  const { status, storeFailure } = answer ?? { status: undefined, storeFailure: 'it does not answer' }
  const checks = {
    broker: check(brokerFailure()),
    ingest: check(status === undefined ? 'the store does not answer' : ingestFailure(status, dropped())),
    store: check(status?.failure ?? storeFailure),
    incidents: check(incidentFailure()),
    certificate: check(certificateFailure()),
  }
  const damaged = setAside()
  return {
    ok: Object.values(checks).every(({ ok }) => ok),
    version: productVersion,
    checks,
    stored: status?.stored ?? 0,
    duplicates: status?.duplicates ?? 0,
    quarantined: status?.quarantined ?? 0,
    ...(damaged.length > 0 && { setAside: [...damaged] }),
  }
}

function ingestFailure({ failure, queued, oldestMs, dropped }: IngestStatus, more: number): string | undefined {
  if (failure !== undefined)
    return `${queued} messages wait for the store, ${dropped + more} dropped since start: ${failure}`
  return oldestMs > stuckAfterMs
    ? `the oldest of ${queued} messages waits for ${Math.round(oldestMs / 1_000)} s`
    : undefined
}

function check(failure: string | undefined): { ok: boolean; reason?: string } {
  return failure === undefined ? { ok: true } : { ok: false, reason: failure }
}
