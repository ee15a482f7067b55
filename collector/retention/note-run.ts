import type { AuditFact } from '../access/audit-chain.ts'
import type { ErasureRun } from '../query/retained.ts'

/** One entry for each class, branch and reason: what was deleted, how much of it, and of when. */
export function noteRun(
  { run, endedAt, counts }: ErasureRun,
  audit: { add(fact: AuditFact): void },
  actor = 'retention',
): void {
  for (const { class: dataClass, branch, why, count, bytes, oldestAt, newestAt } of counts) {
    const details = {
      ...{ class: dataClass, why, count: String(count) },
      ...(branch !== '' && { branch }),
      ...(bytes > 0 && { bytes: String(bytes) }),
      ...{ oldest: timeOf(oldestAt), newest: timeOf(newestAt), run: timeOf(run) },
    }
    audit.add({ at: endedAt ?? run, actor, action: 'retention:delete', details })
  }
}

function timeOf(at: number): string {
  return new Date(at).toISOString()
}
