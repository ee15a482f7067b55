import type { Log } from '../../runtime/log.ts'
import { createAuditRows, openAudit } from '../store/audit.ts'
import { createAuditAnchor } from '../store/audit-anchor.ts'
import type { Registry } from '../store/registry.ts'
import { type Audit, createAudit } from './audit.ts'

/**
 * The audit record in its own file. One that is damaged keeps the collector from starting: it is evidence, and nobody may
 * look at anything unseen because of it.
 * @param registry holds how far it had come
 */
export function openAuditRecord(file: string, registry: Registry, log: Pick<Log, 'error'>): Audit {
  const db = openAudit(file)
  const audit = createAudit({
    rows: createAuditRows(db),
    anchor: createAuditAnchor(registry),
    onFailure: (error) => log.error({ err: error }, 'it cannot be recorded who does what; tried again'),
  })
  return {
    ...audit,
    close() {
      audit.close()
      db.close()
    },
  }
}
