import { userInfo } from 'node:os'
import { join } from 'node:path'
import { openAuditRecord } from '../access/open-audit.ts'
import type { Registry } from '../store/registry.ts'

export type CommandNote = {
  /** The permission that it would take over REST. */
  readonly action: string
  readonly request: string
  readonly details?: Record<string, string>
}

/** What somebody at the machine itself changed is in the audit record like everything else. */
export function noteCommand(
  { action, request, details }: CommandNote,
  { folder, complain }: { readonly folder: string; readonly complain: (line: string) => void },
  registry: Registry,
): void {
  const audit = openAuditRecord(join(folder, 'audit.db'), registry, {
    error: ({ err }: { err: unknown }) => complain(`audit: ${(err as Error).message}`),
  })
  const actor = `command:${userInfo().username}`
  audit.add({ at: Date.now(), actor, action, request, ...(details !== undefined && { details }) })
  audit.close()
}
