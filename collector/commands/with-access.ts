import { mkdirSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { type Access, createAccess } from '../access/access.ts'
import { AccessError } from '../access/access-error.ts'
import { openAuditRecord } from '../access/open-audit.ts'
import { createSites } from '../sites/sites.ts'
import { openRegistry } from '../store/registry.ts'
import { createSiteRows } from '../store/sites.ts'
import type { CommandContext } from './context.ts'

/** Who sits at the machine may do everything: the files are theirs. */
export type CommandAccess = Access & {
  readonly isPlace: (id: string) => boolean
  /** Notes a change in the audit record. */
  note(action: string, request: string, details?: Record<string, string>): void
}

/**
 * Beside a collector that runs, or without one.
 * @param name what is said to be refused
 * @returns whether all went well
 */
export async function withAccess(
  { folder, messages, complain }: CommandContext,
  name: string,
  use: (access: CommandAccess) => boolean | Promise<boolean>,
): Promise<boolean> {
  mkdirSync(folder, { recursive: true })
  const registry = openRegistry(join(folder, 'registry.db'))
  let failure: unknown
  const audit = openAuditRecord(join(folder, 'audit.db'), registry, {
    error: ({ err }: { err: unknown }) => (failure = err),
  })
  try {
    const sites = createSites(createSiteRows(registry), Date.now)
    const access = createAccess(registry, { branchOf: sites.branch, sessionMs: 0, now: Date.now })
    const actor = `command:${userInfo().username}`
    return await use({
      ...access,
      isPlace: (id) => sites.find(id) !== undefined,
      note: (action, request, details) =>
        audit.add({ at: Date.now(), actor, action, request, ...(details !== undefined && { details }) }),
    })
  } catch (error) {
    if (!(error instanceof AccessError)) throw error
    complain(messages.access.refused(name, error.message))
    return false
  } finally {
    audit.close()
    registry.close()
    if (failure !== undefined) complain(`audit: ${(failure as Error).message}`)
  }
}
