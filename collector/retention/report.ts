/** Config, standing and runs → what is told of them. Pure. */
import type { RetentionReport } from '../../wire/retention.ts'
import type { SiteRecord } from '../../wire/sites.ts'
import type { ErasureRun } from '../query/retained.ts'
import type { RetentionConfig } from './config.ts'
import { policyOf } from './policy.ts'
import type { RetentionStanding } from './thread-messages.ts'

export function retentionReport(
  config: RetentionConfig,
  sites: readonly SiteRecord[],
  { mediaBytes, freeBytes, isRunning, failure }: Omit<RetentionStanding, 'endedAt'>,
  runs: readonly ErasureRun[],
): RetentionReport {
  const { enabled, eventDays, countDays, snapshotDays, clipDays, incidentDays, maxMediaBytes, branches = [] } = config
  const { unknown } = policyOf(config, sites)
  return {
    enabled,
    days: {
      events: eventDays,
      counts: countDays,
      snapshots: snapshotDays,
      clips: clipDays,
      incidents: incidentDays,
    },
    branches: branches.map(({ branch, ...days }) => ({
      branch,
      days: {
        ...(days.eventDays !== undefined && { events: days.eventDays }),
        ...(days.countDays !== undefined && { counts: days.countDays }),
        ...(days.snapshotDays !== undefined && { snapshots: days.snapshotDays }),
        ...(days.clipDays !== undefined && { clips: days.clipDays }),
        ...(days.incidentDays !== undefined && { incidents: days.incidentDays }),
      },
      isKnown: !unknown.includes(branch),
    })),
    ...(maxMediaBytes !== undefined && { maxMediaBytes }),
    ...(mediaBytes !== undefined && { mediaBytes }),
    ...{ freeBytes, isRunning },
    ...(failure !== undefined && { failure }),
    runs: runs.map(runOf),
  }
}

function runOf({ run, endedAt, cause, counts }: ErasureRun): RetentionReport['runs'][number] {
  return {
    startedAt: run,
    ...(endedAt !== null && { endedAt }),
    ...(cause !== null && { cause }),
    deleted: counts.map(({ branch, ...one }) => ({ ...one, ...(branch !== '' && { branch }) })),
  }
}
